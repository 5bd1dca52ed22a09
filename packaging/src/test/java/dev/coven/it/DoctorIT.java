package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.Image;
import dev.coven.kit.SmallDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each check on something that is broken, and again when its own hint was followed. */
class DoctorIT {

  /** Promised are ten seconds; the rest is for a machine under load. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  @AutoClose private final House house = House.own();

  @BeforeEach
  void giveTheHarnessAVersion() throws IOException {
    house
        .home()
        .harness(
            House.SHELL_HARNESS,
            "for prompt; do :; done\ncase $prompt in --version) echo 1.2.3; exit ;; esac\n"
                + "exec sh -c \"$prompt\"");
  }

  private Examination examine(String... more) throws Exception {
    return examine(house.coven(), more);
  }

  private static Examination examine(Coven coven, String... more) throws Exception {
    return Examination.of(
        coven.run(
            Stream.concat(Stream.of("doctor", "--json"), Stream.of(more)).toArray(String[]::new)));
  }

  /** Runs a hint as its reader would. */
  private CommandResult follow(String hint) throws Exception {
    return follow(house.coven(), hint);
  }

  private CommandResult follow(Coven coven, String hint) throws Exception {
    String path =
        coven.image().launcher().getParent() + ":" + house.home().bin() + ":/usr/bin:/bin";
    return coven.withVariable("PATH", path).through("sh", "-euc", hint).run().expect(0);
  }

  /** Sees a check come out so, follows its hint, and sees it pass. */
  private String mend(String id, String status) throws Exception {
    Examination broken = examine();
    String message = broken.expect(id, status);
    follow(broken.hint(id));
    examine().expect(id, "pass");
    return message;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(house.home().user())) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void nothingIsWrongWithAHealthyDaemonAndNothingIsWritten() throws Exception {
    house.start();
    List<String> before = files();
    Examination healthy = examine();
    assertEquals(List.of(), healthy.all("fail"));
    assertEquals(List.of("supervisor.available"), healthy.all("warn"));
    assertSays(healthy.message("harness.claude"), house.home().bin() + "/claude, 1.2.3");
    assertEquals(before, files());
    assertSays(house.run("doctor").expect(0).out(), "0 failures, 1 warning.");
  }

  @Test
  void aHomeThatWasNeverUsedIsLeftUnmade() throws Exception {
    List<String> before = files();
    Examination never = examine();
    assertEquals(List.of("daemon.reachable"), never.all("fail"));
    assertEquals(before, files());
    follow(never.hint("daemon.reachable"));
    examine().expect("daemon.reachable", "pass");
  }

  @Test
  void modesOfTheHomeItsFilesAndItsSocket() throws Exception {
    house.start();
    chmod(house.home().coven(), "rwxr-xr-x");
    assertSays(mend("home.mode", "fail"), "open to others (rwxr-xr-x)");
    chmod(house.home().ledger(), "rw-r--r--");
    assertSays(mend("home.files", "warn"), "ledger.sqlite3");
    chmod(house.home().socket(), "rw-rw-rw-");
    assertSays(mend("socket.mode", "fail"), "666");
  }

  @Test
  void fixMendsWhatCanHarmNobodyAndSaysSo() throws Exception {
    long killed = house.start();
    house.kill(killed);
    chmod(house.home().coven(), "rwxr-xr-x");
    chmod(house.home().ledger(), "rw-r--r--");
    List<String> before = files();
    assertEquals(
        List.of("home.mode", "socket.listener", "daemon.reachable"), examine().all("fail"));
    assertEquals(before, files(), "without --fix nothing is touched");

    CommandResult fixed = house.run("doctor", "--fix", "--json");
    assertSays(fixed.err(), "Made " + house.home().coven() + " private", "Removed ", "rights on");
    Examination after = Examination.of(fixed);
    assertEquals(List.of("daemon.reachable"), after.all("fail"), "no daemon was started");
    assertFalse(Files.exists(house.home().socket()));
    assertSays(house.run("doctor", "--fix").err(), "Nothing here is mended without a person.");
  }

  @Test
  void fixLeavesAHomeThatHoldsAnothersFiles() throws Exception {
    Files.createDirectory(house.home().coven());
    chmod(house.home().coven(), "rwxr-xr-x");
    Files.writeString(house.home().coven().resolve("thesis.txt"), "years of work");
    CommandResult fixed = house.run("doctor", "--fix", "--json");
    assertSays(fixed.err(), "holds files that are not Coven's");
    Examination.of(fixed).expect("home.mode", "fail");
  }

  @Test
  void aHomeThatCannotBe() throws Exception {
    Coven relative = house.coven().withVariable("COVEN_HOME", "here");
    assertSays(examine(relative).expect("home.path", "fail"), "COVEN_HOME is relative");
    Coven tooLong = house.coven().withVariable("COVEN_HOME", "/tmp/" + "x".repeat(120));
    Examination broken = examine(tooLong);
    assertSays(broken.expect("home.path", "fail"), "too long");
    String mended =
        follow(tooLong, broken.hint("home.path") + "; coven doctor --json || true").out();
    assertSays(mended, "\"id\":\"home.path\",\"status\":\"pass\"");
    Files.writeString(house.home().coven(), "a file");
    assertSays(mend("home.owner", "fail"), "is not a directory");
  }

  @Test
  void aSocketThatAKilledDaemonLeft() throws Exception {
    house.kill(house.start());
    assertSays(mend("socket.listener", "fail"), "Nobody listens");
  }

  @Test
  void aFileInTheSocketsPlace() throws Exception {
    house.start();
    house.run("daemon", "stop").expect(0);
    Files.writeString(house.home().socket(), "a letter");
    assertSays(mend("socket.file", "fail"), "no socket");
  }

  @Test
  void aLedgerThatIsDamagedOrNone() throws Exception {
    house.start();
    house.run("run", "demo", "hello").expect(0);
    house.run("daemon", "stop").expect(0);
    Path ledger = house.home().ledger();
    try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
      file.seek(4096 * 3L);
      file.write(new byte[4096 * 6]);
    }
    assertSays(mend("ledger.integrity", "fail"), "damaged");
    Files.writeString(ledger, "");
    assertSays(mendGone("ledger.opens"), "is empty");
  }

  /** After this hint there is none, which is well as well. */
  private String mendGone(String id) throws Exception {
    Examination broken = examine();
    String message = broken.expect(id, "fail");
    follow(broken.hint(id));
    assertSays(examine().expect(id, "pass"), "none yet");
    return message;
  }

  @Test
  void aLedgerThatAnotherProgramHasLockedHoldsNobodyUp() throws Exception {
    house.start();
    house.run("daemon", "stop").expect(0);
    try (Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + house.home().ledger());
        Statement statement = stranger.createStatement()) {
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("BEGIN EXCLUSIVE");
      assertSays(examine().expect("ledger.opens", "fail"), "locked by another process");
      statement.execute("ROLLBACK");
    }
    examine().expect("ledger.opens", "pass");
  }

  @Test
  void aDaemonThatStandsStill() throws Exception {
    long pid = house.start();
    signal("STOP", pid);
    CommandResult slow = house.run("doctor", "--json");
    assertSays(slow.err(), "Still looking at ");
    assertTrue(slow.nanos() < LONGEST.toNanos(), () -> "" + slow);
    Examination wedged = Examination.of(slow);
    assertSays(wedged.expect("daemon.reachable", "fail"), "pid " + pid, "gave no answer");
    follow(wedged.hint("daemon.reachable"));
    examine().expect("daemon.reachable", "pass");
  }

  @Test
  void aDaemonOfAnotherContract() throws Exception {
    house.start();
    house.run("daemon", "stop").expect(0);
    Path socket = house.home().socket();
    Process other = new ProcessBuilder("sleep", "600").start();
    String hint;
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      chmod(socket, "rw-------");
      String health =
          "{\"ok\":true,\"apiVersion\":\"coven.daemon.v9\",\"covenVersion\":\"9.0\",\"daemon\":"
              + "{\"pid\":%d,\"startedAt\":\"2026-01-01T00:00:00Z\",\"socket\":\"%s\"}}"
                  .formatted(other.pid(), socket);
      Thread.ofPlatform().daemon().start(() -> answerAll(server, health));
      Examination strange = examine("--symptom", "unsupported_api_version");
      assertSays(strange.expect("daemon.contract", "fail"), "speaks coven.daemon.v9", "9.0");
      hint = strange.hint("daemon.contract");
      assertSays(hint, "kill " + other.pid() + " && ");
    }
    // It ended as a daemon does: nobody listens any more.
    follow(hint);
    other.waitFor();
    examine("--symptom", "unsupported_api_version").expect("daemon.contract", "pass");
  }

  private static void answerAll(ServerSocketChannel server, String body) {
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try {
      while (true) {
        try (SocketChannel client = server.accept()) {
          client.read(ByteBuffer.allocate(8192));
          client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        }
      }
    } catch (IOException closed) {
      return;
    }
  }

  @Test
  void aRecordOfAnotherDaemon() throws Exception {
    house.start();
    Files.writeString(house.home().daemonFile(), "garbage");
    assertSays(mend("daemon.record", "fail"), "not a daemon's record");
  }

  @Test
  void settingsAndVariablesWithAFault() throws Exception {
    house.start();
    Path config = house.home().coven().resolve("config.toml");
    Files.writeString(config, "[sessions]\nmax-live = \"many\"\n");
    chmod(config, "rw-------");
    Examination bad = examine();
    assertSays(bad.expect("settings.config", "fail"), "sessions.max-live");
    // It says where, and only a person knows what was meant.
    CommandResult where =
        house.run(bad.hint("settings.config").replace("coven ", "").split(" ")).expect(1);
    assertSays(where.err(), "config.toml:2");
    Files.delete(config);
    Path variables = house.home().coven().resolve("environment");
    Files.writeString(variables, "no assignment\n");
    chmod(variables, "rw-------");
    Examination line = examine();
    line.expect("settings.config", "pass");
    assertSays(line.expect("settings.environment", "fail"), "line 1: KEY=VALUE");
    follow("EDITOR='sed -i s/.*/A=b/'; " + line.hint("settings.environment"));
    examine().expect("settings.environment", "pass");
  }

  @Test
  void aHarnessThatOnlyTheShellFinds() throws Exception {
    House.start(house.coven().withVariable("PATH", "/usr/bin:/bin"));
    assertSays(mend("harness.claude", "fail"), "the daemon does not find `claude`");
  }

  @Test
  void anEntryOfThePathWhereAnybodyMayPutAProgram() throws Exception {
    Path fair = Files.createDirectory(house.home().user().resolve("fair"));
    House.start(house.coven().withVariable("PATH", fair + ":/usr/bin:/bin"));
    chmod(fair, "rwxrwxrwx");
    assertSays(mend("environment.path", "fail"), fair + " (anybody may write there)");
  }

  @Test
  void sessionsThatKeepBeingLostAndWhatTheyLeave() throws Exception {
    long pid = house.start();
    try (Api api = house.api()) {
      for (int i = 0; i < 3; i++) {
        api.launch(house.home().project(), House.SHELL_HARNESS, "exec sleep 600");
      }
    }
    house.kill(pid);
    house.start();
    Examination lost = examine();
    assertSays(lost.expect("sessions.orphaned", "warn"), "3 sessions were orphaned");
    lost.expect("sessions.leftovers", "pass");
    JsonObject newest =
        house.json(0, "sessions").getAsJsonArray("sessions").get(0).getAsJsonObject();
    ProcessBuilder builder = new ProcessBuilder("sleep", "600");
    builder.environment().put("COVEN_SESSION_ID", newest.get("id").getAsString());
    Process left = builder.start();
    assertSays(mend("sessions.leftovers", "fail"), Long.toString(left.pid()));
    left.waitFor();
  }

  @Test
  void sessionsThatKeepFailing() throws Exception {
    house.start();
    for (int i = 0; i < 3; i++) {
      house.run("run", House.SHELL_HARNESS, "echo not again; exit 3").expect(3);
    }
    Examination failing = examine();
    assertSays(failing.expect("sessions.failing", "warn"), "3 sessions failed");
    assertSays(follow(failing.hint("sessions.failing")).out(), "not again");
  }

  @Test
  void anImageWithoutItsTerminalLibrary() throws Exception {
    Image broken = Image.underTest().copyTo(house.home().user().resolve("broken"));
    try (Stream<Path> files = Files.walk(broken.directory().resolve("lib/native"))) {
      for (Path library :
          files.filter(f -> f.getFileName().toString().startsWith("libpty")).toList()) {
        Files.writeString(library, "not a library");
      }
    }
    Examination bad = examine(Coven.with(broken, house.home()));
    bad.expect("program.terminal", "fail");
    bad.expect("program.ledger", "pass");
    assertEquals("install Coven again", bad.hint("program.terminal"));
    examine().expect("program.terminal", "pass");
  }

  @Test
  void aDirectoryForTemporaryFilesInWhichNothingMayBeExecuted() throws Exception {
    Needs.mounts();
    house.start();
    String mounted = "mount -t tmpfs -o noexec none /mnt; ";
    Path variables = house.home().coven().resolve("environment");
    Files.writeString(variables, "TMPDIR=/mnt\n");
    chmod(variables, "rw-------");
    Coven there =
        house.coven().through("unshare", "-m", "sh", "-euc", mounted + "exec \"$0\" \"$@\"");
    Examination noexec = examine(there);
    assertSays(noexec.expect("environment.tmp", "warn"), "/mnt may be executed (noexec)");
    follow(noexec.hint("environment.tmp"));
    examine(there).expect("environment.tmp", "pass");
  }

  @Test
  void aDiskThatIsFull() throws Exception {
    Needs.mounts();
    SmallDisk disk = house.home().onSmallDisk(200_000_000);
    house.start();
    examine().expect("home.space", "pass");
    disk.fill();
    Examination full = examine();
    assertSays(full.expect("home.space", "fail"), "MB are free");
    follow(full.hint("home.space"));
    disk.empty();
    examine().expect("home.space", "pass");
  }

  @Test
  void aSymptomIsExplainedAndLookedInto() throws Exception {
    Examination refused = examine("--symptom", "connection_refused");
    assertSays(refused.expect("symptom.connection_refused", "pass"), "Nobody listens");
    follow(refused.hint("daemon.reachable"));
    assertEquals(List.of(), examine("--symptom", "connection_refused").all("fail"));

    House.start(house.coven());
    Files.delete(house.home().bin().resolve(House.SHELL_HARNESS));
    Examination missing = examine("--symptom", "HARNESS_NOT_INSTALLED");
    assertSays(missing.hint("harness.claude"), "npm install");
    assertTrue(missing.all("pass").stream().noneMatch(id -> id.startsWith("ledger")));

    Examination dead = examine("--symptom", "session_not_live");
    assertSays(dead.expect("sessions.live", "warn"), "no session yet");
    follow(dead.hint("sessions.live"));
    String ended = examine("--symptom", "session_not_live").hint("sessions.live");
    assertSays(follow(ended).out(), "demo: done");

    examine("--symptom", "cwd_outside_root").expect("directory", "pass");
    CommandResult unknown = house.run("doctor", "--symptom", "nonsense").expect(2);
    assertSays(unknown.err(), "no symptom is called", "connection_refused", "cwd_outside_root");
  }

  private static void chmod(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor());
  }
}
