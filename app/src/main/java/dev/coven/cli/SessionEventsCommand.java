package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.contract.Api;
import dev.coven.contract.EventPage;
import dev.coven.contract.EventRecord;
import dev.coven.contract.Json;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven sessions events}: the ledger's view of a session, page by page as it is printed. */
@Command(name = "events", description = "Prints the events of a session.")
final class SessionEventsCommand extends DaemonVerb {
  @Spec private CommandSpec spec;
  @Mixin private SessionChoice choice;

  @Option(names = "--after", paramLabel = "SEQ", description = "Only events behind this one.")
  private long after;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
  private Long limit;

  @Option(
      names = "--follow",
      description = "Go on with what happens until the session ends; JSON is one document a line.")
  private boolean follow;

  SessionEventsCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    choice.check();
    if (limit != null && limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be at least 1");
    }
    if (limit != null && follow) {
      throw new ParameterException(spec.commandLine(), "--limit and --follow exclude each other");
    }
    String id;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      id = choice.find(client).id();
      if (!follow) {
        print(client, id);
        return ExitCode.OK;
      }
    }
    follow()
        .events(id, after, isJson() ? SessionEventsCommand::document : SessionEventsCommand::line);
    return ExitCode.OK;
  }

  private static String document(EventRecord event) {
    JsonObject document = JsonText.document();
    document.add("event", event.toJson());
    return JsonText.of(document) + "\n";
  }

  private void print(DaemonClient client, String id) throws IOException {
    long left = limit == null ? Long.MAX_VALUE : limit;
    long seq = after;
    boolean more;
    boolean first = true;
    if (isJson()) {
      // By hand, because a session's events may be more than fits in memory.
      io.out().print("{\"schema\":" + JsonText.SCHEMA + ",\"events\":[");
    }
    do {
      EventPage page = client.events(id, seq, OptionalInt.of((int) Math.min(left, Api.MAX_PAGE)));
      StringBuilder text = new StringBuilder();
      for (EventRecord event : page.events()) {
        text.append(isJson() ? (first ? "" : ",") + JsonText.of(event.toJson()) : line(event));
        seq = event.seq();
        first = false;
      }
      io.out().print(text);
      left -= page.events().size();
      more = page.hasMore();
      // Nobody reads on, as behind `| head`: then nobody needs the rest.
    } while (more && left > 0 && !io.out().checkError());
    if (isJson()) {
      io.out().println("],\"afterSeq\":" + seq + ",\"more\":" + more + "}");
    }
  }

  private static String line(EventRecord event) {
    return event.seq()
        + "  "
        + Json.format(event.createdAt())
        + "  "
        + DisplayWidth.pad(Printable.line(event.kind()), 8)
        + "  "
        + Printable.line(event.payload().toString())
        + "\n";
  }
}
