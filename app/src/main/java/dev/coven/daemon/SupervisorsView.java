package dev.coven.daemon;

import dev.coven.home.CurrentUser;
import dev.coven.privacy.Printable;
import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the supervisor saw the daemon before this one end, for the evidence of a crash. It is asked
 * while clients are served already, on a thread of its own, and where it does not answer nothing is
 * missing but that.
 */
final class SupervisorsView {
  static final String FILE = "supervisor.txt";

  private static final File NOWHERE = new File("/dev/null");
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 64 * 1024;

  /** Single-tab lines are the job's own; what is below holds its environment. */
  private static final Pattern LAUNCHD_LINE =
      Pattern.compile(
          "\\t(state|pid|runs|last exit code|last exit reason|last terminating signal) = .*");

  private final Supervisor supervisor;
  private final Announcer announcer;

  SupervisorsView(Supervisor supervisor, Announcer announcer) {
    this.supervisor = supervisor;
    this.announcer = announcer;
  }

  /**
   * Begins to ask, and returns at once.
   *
   * @param evidence the directory that gets the answer
   */
  void keepIn(Path evidence) {
    if (supervisor.present()) {
      // A platform thread: a read from a pipe would pin a carrier for as long as the command runs.
      Thread.ofPlatform().daemon().name("coven-evidence").start(() -> ask(evidence));
    }
  }

  private void ask(Path evidence) {
    StringBuilder text = new StringBuilder();
    try {
      for (List<String> command : commands()) {
        text.append("$ ").append(String.join(" ", command)).append('\n');
        text.append(shown(said(command))).append('\n');
      }
      String masked = new Redactor(SecretRules.builtIn()).text(text.toString());
      CrashEvidence.write(
          evidence.resolve(FILE), Printable.lines(masked).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      announcer.note("how the supervisor saw the daemon end is not known: " + e);
    }
  }

  private List<List<String>> commands() {
    String service = supervisor.unit() + ".service";
    if (supervisor.kind() == Supervisor.Kind.SYSTEMD) {
      return List.of(
          // systemd forgets how a process ended when it starts the next; its journal does not.
          List.of(
              "journalctl",
              "--user",
              "-q",
              "--no-pager",
              "-o",
              "short-iso",
              "-n",
              "20",
              "-t",
              "systemd",
              "USER_UNIT=" + service),
          List.of(
              "systemctl",
              "--user",
              "--no-pager",
              "show",
              "-p",
              "NRestarts,Result,ExecMainStartTimestamp,MemoryPeak",
              service));
    }
    String label =
        "dev.coven.daemon"
            + (supervisor.instance().equals(Supervisor.DEFAULT_INSTANCE)
                ? ""
                : "." + supervisor.instance());
    long user = CurrentUser.uid();
    return List.of(
        List.of("launchctl", "print", "gui/" + user + "/" + label),
        List.of("launchctl", "print", "user/" + user + "/" + label));
  }

  private String shown(String said) {
    return supervisor.kind() == Supervisor.Kind.LAUNCHD
        ? said.lines()
            .filter(line -> LAUNCHD_LINE.matcher(line).matches())
            .collect(Collectors.joining("\n"))
        : said.stripTrailing();
  }

  private static String said(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectInput(NOWHERE).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .execute(process::destroyForcibly);
      return new String(out.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }
}
