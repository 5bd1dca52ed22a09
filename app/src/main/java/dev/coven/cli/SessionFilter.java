package dev.coven.cli;

import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The part of a command line that says which sessions to list. */
final class SessionFilter {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      split = ",",
      description = "Only those in one of these: created, running, idle, completed, failed, …")
  private List<String> statuses = new ArrayList<>();

  @Option(names = "--harness", paramLabel = "HARNESS", description = "Only those of this harness.")
  private String harness;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "Only those with this label; repeated, with all of them.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--project",
      paramLabel = "DIR",
      description = "Only those whose project is this directory, or lies in it.")
  private Path project;

  @Option(names = "--here", description = "The same as --project of the current directory.")
  private boolean here;

  /** Whether anything is left out. */
  boolean isSet() {
    return !statuses.isEmpty() || harness != null || !labels.isEmpty() || project != null || here;
  }

  /**
   * What passes.
   *
   * @throws ParameterException when the command line asks for what there is not
   */
  Predicate<SessionRecord> predicate() {
    if (here && project != null) {
      throw new ParameterException(
          command.commandLine(), "--here and --project exclude each other");
    }
    Set<SessionStatus> wanted = wanted();
    Path root = here || project != null ? resolved(here ? Path.of("") : project) : null;
    return session ->
        (wanted.isEmpty() || wanted.contains(session.status()))
            && (harness == null || session.harness().equals(harness))
            && session.labels().containsAll(labels)
            && (root == null || isIn(session.projectRoot(), root.toString()));
  }

  /** By their texts: what an external session calls its project need not be a path at all. */
  private static boolean isIn(String project, String root) {
    return project.equals(root) || project.startsWith(root.equals("/") ? root : root + "/");
  }

  private Set<SessionStatus> wanted() {
    Set<SessionStatus> wanted = new HashSet<>();
    for (String status : statuses) {
      try {
        wanted.add(SessionStatus.of(status));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            command.commandLine(),
            "--status takes "
                + Arrays.stream(SessionStatus.values())
                    .map(SessionStatus::wire)
                    .collect(Collectors.joining(", "))
                + ", and not: "
                + status);
      }
    }
    return wanted;
  }

  /** Sessions know their project by its real path; one that is gone can still be asked for. */
  private static Path resolved(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException gone) {
      return directory.toAbsolutePath().normalize();
    }
  }
}
