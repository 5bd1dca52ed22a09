package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The part of a command line that says which sessions: some ids, or the newest. */
final class SessionChoices {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "A session's id, or a beginning that no other has.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--last", description = "The newest session; of restore, the one archived last.")
  private boolean last;

  /** Which session {@code --last} means. */
  @FunctionalInterface
  interface Newest {
    /**
     * Finds it.
     *
     * @throws SessionChoiceException when there is none
     */
    SessionRecord of(SessionFinder finder) throws IOException, SessionChoiceException;
  }

  /** Checks the command line before any connection is made. */
  void check() {
    if (last != ids.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          last ? "--last and an ID exclude each other" : "an ID is required, or --last");
    }
    if (ids.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(command.commandLine(), "an ID is empty");
    }
  }

  /**
   * Finds all of them, before anything is done to any.
   *
   * @param newest finds the one that {@code --last} means
   * @return in the order of the command line, each once
   * @throws SessionChoiceException when one is none, or more than one
   */
  List<SessionRecord> find(DaemonClient client, Newest newest)
      throws IOException, SessionChoiceException {
    SessionFinder finder = new SessionFinder(client);
    if (last) {
      return List.of(newest.of(finder));
    }
    Map<String, SessionRecord> found = new LinkedHashMap<>();
    for (String id : ids) {
      SessionRecord session = finder.named(id);
      found.putIfAbsent(session.id(), session);
    }
    return List.copyOf(found.values());
  }
}
