package dev.coven.session;

import dev.coven.Wait;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionRecord;
import dev.coven.harness.HarnessEnvironment;
import dev.coven.harness.Harnesses;
import dev.coven.harness.ManifestCatalog;
import dev.coven.harness.ManifestSources;
import dev.coven.home.ProcessIdentity;
import dev.coven.ledger.TestLedger;
import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sessions on a real ledger, with harnesses that run their prompt as a shell script. */
public final class Stage implements AutoCloseable {
  /** The harness that Coven ships, as it lies in the source tree. */
  private static final Path DEMO =
      Path.of("../packaging/src/main/dist/share/coven/harness").toAbsolutePath().normalize();

  /** Runs the last argument, or standard input where that is "-". */
  private static final String OBEDIENT =
      """
      #!/bin/sh
      for last; do :; done
      if [ "$last" = - ]; then last=$(cat); fi
      eval "$last"
      """;

  static final int MAX_LIVE = 100;

  public final Path directory;
  public final Path project;
  public final Path bin;
  public final TestLedger ledger;
  public final Harnesses harnesses;
  public final Sessions sessions;

  public Stage(Path directory) throws Exception {
    this.directory = directory.toRealPath();
    this.project = Files.createDirectory(this.directory.resolve("project"));
    this.bin = Files.createDirectory(this.directory.resolve("bin"));
    install("codex", OBEDIENT);
    install("claude", OBEDIENT);
    this.ledger = new TestLedger(this.directory.resolve("ledger.sqlite3"));
    this.harnesses =
        new Harnesses(
            searchPath(), DEMO, new ManifestCatalog(new ManifestSources(manifests(), Map.of())));
    this.sessions = sessions("run-2", Optional.empty());
  }

  /** The sessions of one run of a daemon, not started. */
  Sessions sessions(String instanceId, Optional<SessionKeeper> keeper) {
    return new Sessions(
        ledger.ledger,
        ledger.writer,
        harnesses,
        new HarnessEnvironment(
            Map.of("HOME", directory.toString(), "NOTIFY_SOCKET", "/run/never"),
            searchPath(),
            environmentFile()),
        instanceId,
        directory.resolve("sessions"),
        new Redactor(SecretRules.builtIn()),
        MAX_LIVE,
        keeper);
  }

  private String searchPath() {
    return bin + ":/usr/local/bin:/usr/bin:/bin";
  }

  /** A stage whose sessions have started. */
  static Stage open(Path directory) throws Exception {
    Stage stage = new Stage(directory);
    stage.sessions.start();
    return stage;
  }

  /** The directory of manifests; does not exist at first. */
  public Path manifests() {
    return directory.resolve("harnesses");
  }

  public Path environmentFile() {
    return directory.resolve("environment");
  }

  /** Puts a program on the harnesses' search path. */
  public void install(String name, String script) throws IOException {
    Path program = bin.resolve(name);
    Files.writeString(program, script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A request for the obedient harness on a terminal. */
  LaunchRequest onTerminal(String script) {
    return LaunchRequest.of(project.toString(), "codex", script, LaunchMode.INTERACTIVE);
  }

  /** A request for the obedient harness between pipes. */
  LaunchRequest betweenPipes(String script) {
    return LaunchRequest.of(project.toString(), "codex", script, LaunchMode.NON_INTERACTIVE);
  }

  /** Launches and returns the session's id. */
  String launch(LaunchRequest request) throws Exception {
    return sessions.launch(request).record().id();
  }

  /** Launches, waits for the end, and returns the id. */
  String run(LaunchRequest request) throws Exception {
    String id = launch(request);
    awaitEnd(id);
    return id;
  }

  public SessionRecord awaitEnd(String id) throws Exception {
    Wait.until("session " + id + " ends", () -> !record(id).status().isOpen());
    return record(id);
  }

  SessionRecord record(String id) throws Exception {
    return ledger.session(id).record();
  }

  String output(String id) throws Exception {
    return ledger.output(id);
  }

  /** Waits until a session has printed what a pattern finds; returns its first group. */
  public String awaitOutput(String id, String regex) throws Exception {
    Pattern pattern = Pattern.compile(regex);
    String[] found = new String[1];
    Wait.until(
        "session " + id + " prints " + regex,
        () -> {
          Matcher matcher = pattern.matcher(output(id));
          if (matcher.find()) {
            found[0] = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
            return true;
          }
          return false;
        });
    return found[0];
  }

  static boolean runs(long pid) {
    return ProcessIdentity.of(pid).map(ProcessIdentity::isRunning).orElse(false);
  }

  @Override
  public void close() {
    try {
      sessions.shutdown();
    } catch (Exception e) {
      throw new AssertionError("the sessions did not end cleanly", e);
    } finally {
      ledger.close();
    }
  }
}
