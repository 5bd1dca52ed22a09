package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The part of a command line that says which session: its id, the beginning of it, or the newest.
 */
final class SessionChoice {
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

  /**
   * Finds the session.
   *
   * @throws SessionChoiceException when there is no such session, or more than one
   */
  SessionRecord find(DaemonClient client) throws IOException, SessionChoiceException {
    SessionFinder finder = new SessionFinder(client);
    return last ? finder.newest() : finder.named(id);
  }
}
