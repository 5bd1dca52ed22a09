package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.client.SessionPage;
import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The part of a command line that says which session: its id, the beginning of it, or the newest.
 */
final class SessionChoice {
  /** The contract does not decode paths: an id stands in them as it is. */
  private static final Pattern ADDRESSABLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]*");

  private static final int MAX_CANDIDATES = 10;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ID",
      description = "The session's id, or a beginning that no other has.")
  private String id;

  @Option(names = "--last", description = "The newest session.")
  private boolean last;

  /**
   * Finds the session.
   *
   * @throws ParameterException when the command line names none, or two ways
   * @throws SessionChoiceException when there is no such session, or more than one
   */
  SessionRecord find(DaemonClient client) throws IOException, SessionChoiceException {
    if (last) {
      return client.sessions(1, null, false).sessions().stream()
          .findFirst()
          .orElseThrow(() -> new SessionChoiceException("There is no session yet.", false));
    }
    if (ADDRESSABLE.matcher(id).matches()) {
      Optional<SessionRecord> exact = byId(client, id);
      if (exact.isPresent()) {
        return exact.get();
      }
    }
    return byPrefix(client);
  }

  /** Checks the command line before any connection is made. */
  void check() {
    if (last == (id != null)) {
      throw new ParameterException(
          command.commandLine(),
          last ? "--last and an ID exclude each other" : "an ID is required, or --last");
    }
    if (id != null && id.isBlank()) {
      throw new ParameterException(command.commandLine(), "the ID is empty");
    }
  }

  private static Optional<SessionRecord> byId(DaemonClient client, String id) throws IOException {
    try {
      return Optional.of(client.session(id));
    } catch (ApiException e) {
      if (e.code() == ErrorCode.SESSION_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private SessionRecord byPrefix(DaemonClient client) throws IOException, SessionChoiceException {
    List<SessionRecord> candidates = new ArrayList<>();
    String cursor = null;
    do {
      SessionPage page = client.sessions(Api.MAX_PAGE, cursor, true);
      page.sessions().stream()
          .filter(session -> session.id().startsWith(id))
          .forEach(candidates::add);
      cursor = page.next().orElse(null);
    } while (cursor != null);
    return switch (candidates.size()) {
      case 0 ->
          throw new SessionChoiceException(
              "There is no session " + Printable.line(id) + ".", false);
      case 1 -> candidates.getFirst();
      default -> throw ambiguous(candidates);
    };
  }

  private SessionChoiceException ambiguous(List<SessionRecord> candidates) {
    StringBuilder message =
        new StringBuilder(Printable.line(id))
            .append(" begins the ids of ")
            .append(candidates.size())
            .append(" sessions:");
    for (SessionRecord candidate :
        candidates.subList(0, Math.min(MAX_CANDIDATES, candidates.size()))) {
      message
          .append("\n  ")
          .append(Printable.line(candidate.id()))
          .append("  ")
          .append(candidate.status().wire())
          .append("  ")
          .append(Printable.line(candidate.title()));
    }
    if (candidates.size() > MAX_CANDIDATES) {
      message.append("\n  …");
    }
    return new SessionChoiceException(message.toString(), true);
  }
}
