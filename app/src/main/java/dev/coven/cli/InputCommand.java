package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coven input}: types into a live session. */
@Command(
    name = "input",
    description = {
      "Types TEXT and Enter into a live session.",
      "Each line break in TEXT is an Enter, too. With --raw nothing is added or changed: the"
          + " characters arrive as they are."
    })
final class InputCommand extends DaemonVerb {
  @Spec private CommandSpec spec;

  /** By hand, because with --last the first word is not an id. */
  @Parameters(
      arity = "1..2",
      paramLabel = "ID TEXT",
      hideParamSyntax = true,
      description =
          "The session's id, or a beginning that no other has; and what to type. - reads"
              + " it from standard input, and types it as it comes.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--last", description = "The newest session; no ID then.")
  private boolean last;

  @Option(names = "--raw", description = "Type TEXT as it is: no Enter at its end.")
  private boolean raw;

  InputCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    if (words.size() != (last ? 1 : 2)) {
      throw new ParameterException(
          spec.commandLine(),
          last ? "--last and an ID exclude each other" : "an ID and a TEXT are required");
    }
    String text = words.getLast();
    SessionRecord session;
    long typed;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      SessionFinder finder = new SessionFinder(client);
      session = last ? finder.newest() : finder.named(words.getFirst());
      typed = type(client, session.id(), text);
    }
    JsonObject document = JsonText.document();
    document.addProperty("id", session.id());
    document.addProperty("characters", typed);
    if (isJson()) {
      io.out().println(JsonText.of(document));
    }
    return ExitCode.OK;
  }

  private long type(DaemonClient client, String id, String text) throws IOException {
    if (!text.equals(PromptSource.STDIN)) {
      String keys = KeyStrokes.of(text, raw);
      // The contract wants some: nothing is typed by doing nothing.
      return keys.isEmpty() ? 0 : send(client, id, keys);
    }
    KeyStrokes keys = new KeyStrokes(System.in, raw);
    long typed = 0;
    try {
      for (String piece = keys.next(); !piece.isEmpty(); piece = keys.next()) {
        typed += send(client, id, piece);
      }
      return typed;
    } catch (IOException | RuntimeException e) {
      if (typed > 0) {
        voice().say(typed + " characters had reached session " + Printable.line(id) + ".");
      }
      throw e;
    }
  }

  private static long send(DaemonClient client, String id, String keys) throws IOException {
    client.input(id, keys);
    return keys.codePointCount(0, keys.length());
  }
}
