package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.client.FakeDaemon;
import dev.coven.client.Probe;
import dev.coven.contract.DaemonIdentity;
import dev.coven.home.CovenHome;
import dev.coven.home.DaemonFile;
import dev.coven.home.DaemonRecord;
import dev.coven.home.LockHolder;
import dev.coven.home.ProcessIdentity;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class UnsupervisedTest {
  private static final Duration PATIENT = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private CovenHome home;
  private final List<String> said = new ArrayList<>();
  private final List<Process> helpers = new ArrayList<>();

  @BeforeEach
  void locate() throws IOException {
    // The system's directory of temporary files is open to all; a home may not be.
    home =
        new CovenHome(
            Files.createDirectory(
                directory.resolve("home"),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------"))));
  }

  @AfterEach
  void end() throws Exception {
    helpers.forEach(Process::destroyForcibly);
    if (Probe.of(home.socket()) instanceof Probe.Ready) {
      service().stop();
    }
  }

  @Test
  void startsOneThatAnswersAndStopsIt() throws Exception {
    launcher(fakeServe());
    StartResult.Running started = service().start(PATIENT);
    assertInstanceOf(StartResult.Started.class, started);
    assertEquals("daemon serve --own-session", written("arguments"));
    ProcessIdentity process = ProcessIdentity.of(started.health().daemon().pid()).orElseThrow();

    assertInstanceOf(StartResult.AlreadyRunning.class, service().start(PATIENT));

    StopResult.Stopped stopped = assertInstanceOf(StopResult.Stopped.class, service().stop());
    assertEquals(StopResult.Manner.DRAINED, stopped.manner());
    assertEquals(0, stopped.liveSessions().orElseThrow());
    assertFalse(process.isRunning());
    assertEquals(new Probe.Absent(false), Probe.of(home.socket()));
    assertInstanceOf(StopResult.NotRunning.class, service().stop());
  }

  @Test
  void manyStartsAtOnceLeaveOneDaemon() throws Exception {
    launcher(fakeServe());
    long before = runningChildren();
    List<Long> pids = new ArrayList<>();
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      List<Future<StartResult.Running>> starts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        starts.add(pool.submit(() -> service().start(PATIENT)));
      }
      for (Future<StartResult.Running> start : starts) {
        pids.add(start.get().health().daemon().pid());
      }
    }
    assertEquals(1, pids.stream().distinct().count(), pids.toString());
    assertEquals(before + 1, runningChildren(), "the others were ended");
  }

  @Test
  void aKilledDaemonsLeftoversAreNoHindrance() throws Exception {
    launcher(fakeServe());
    long first = service().start(PATIENT).health().daemon().pid();
    Signals.end(ProcessIdentity.of(first).orElseThrow());
    assertTrue(Files.exists(home.socket()));
    assertTrue(Files.exists(home.daemonFile()));
    assertInstanceOf(StopResult.NotRunning.class, service().stop());
    long second = service().start(PATIENT).health().daemon().pid();
    assertFalse(first == second);
  }

  @Test
  void tellsWhyADaemonEndedAtOnce() throws Exception {
    launcher("printf 'coven: the ledger is \\033[31mbroken\\n' >&2; exit 78");
    ServiceException failure = assertThrows(ServiceException.class, () -> service().start(PATIENT));
    assertTrue(failure.getMessage().contains("exit code 78"), failure.getMessage());
    assertTrue(failure.getMessage().contains("the ledger is \\e[31mbroken"), failure.getMessage());
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.startLog())));
  }

  @Test
  void tellsOneThatIsLateFromOneThatFailed() throws Exception {
    launcher("echo migrating; exec sleep 600");
    ServiceException failure =
        assertThrows(ServiceException.class, () -> service().start(Duration.ofSeconds(3)));
    assertTrue(failure.getMessage().contains("not ready after 3 s"), failure.getMessage());
    assertTrue(failure.getMessage().contains("migrating"), failure.getMessage());
    assertEquals(List.of("Waiting for the daemon…"), said);
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void passesOnTheEnvironmentWithoutTheWordsOfASupervisor() throws Exception {
    launcher("env > \"$COVEN_HOME/env\"; pwd > \"$COVEN_HOME/pwd\"; exit 1");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("NOTIFY_SOCKET", "/run/stranger");
    environment.put("KEPT", "yes");
    environment.remove(CovenHome.VARIABLE);
    assertThrows(ServiceException.class, () -> service(environment).start(PATIENT));
    List<String> seen = Files.readAllLines(home.directory().resolve("env"));
    assertTrue(seen.contains("KEPT=yes"));
    assertTrue(seen.contains("COVEN_HOME=" + home.directory()));
    assertTrue(seen.stream().noneMatch(line -> line.startsWith("NOTIFY_SOCKET=")));
    assertEquals(home.directory().toRealPath().toString(), written("pwd"));
  }

  @Test
  void saysWhenItWasNotStartedByItsLauncher() {
    Unsupervised service = new Unsupervised(home, System.getenv(), null, said::add);
    assertThrows(ServiceException.class, () -> service.start(PATIENT));
  }

  @Test
  void namesTheProcessThatHoldsTheHomeAndDoesNotAnswer() throws Exception {
    launcher("exit 1");
    try (ServerSocketChannel _ = silentListener()) {
      Process holder = sleeper();
      writeLock(ProcessIdentity.of(holder.pid()).orElseThrow());
      ServiceException failure =
          assertThrows(ServiceException.class, () -> service().start(PATIENT));
      assertTrue(failure.getMessage().contains("pid " + holder.pid()), failure.getMessage());
      assertEquals("coven daemon restart", failure.next().orElseThrow());
    }
  }

  @Test
  void endsTheProcessThatHoldsTheHomeAndDoesNotAnswer() throws Exception {
    ServerSocketChannel listener = silentListener();
    Process holder = sleeper();
    writeLock(ProcessIdentity.of(holder.pid()).orElseThrow());
    // With the process its listener goes.
    holder.onExit().thenRun(() -> closeQuietly(listener));
    StopResult.Stopped stopped = assertInstanceOf(StopResult.Stopped.class, service().stop());
    assertEquals(holder.pid(), stopped.pid().orElseThrow());
    assertEquals(StopResult.Manner.TERMINATED, stopped.manner());
    assertFalse(holder.isAlive());
  }

  @Test
  void neverSignalsAPidThatNowMeansAnotherProcess() throws Exception {
    Process stranger = sleeper();
    String earlier = ProcessIdentity.of(stranger.pid()).orElseThrow().start() + "0";
    writeLock(new ProcessIdentity(stranger.pid(), earlier));
    new DaemonFile(home)
        .write(
            new DaemonRecord(
                new DaemonIdentity(stranger.pid(), Instant.EPOCH, home.socket().toString()),
                "coven.daemon.v1",
                "0.0.1",
                "i",
                earlier));
    assertInstanceOf(StopResult.NotRunning.class, service().stop());
    try (ServerSocketChannel _ = silentListener()) {
      assertThrows(ServiceException.class, () -> service().stop());
    }
    assertTrue(stranger.isAlive());
  }

  @Test
  void killsAProcessThatIgnoresTerm() throws Exception {
    Process stubborn =
        helper(
            new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"));
    assertEquals('r', stubborn.getInputStream().read());
    assertEquals(
        Signals.Manner.KILLED, Signals.end(ProcessIdentity.of(stubborn.pid()).orElseThrow()));
  }

  private static long runningChildren() {
    return ProcessHandle.current()
        .children()
        .filter(
            child -> ProcessIdentity.of(child.pid()).filter(ProcessIdentity::isRunning).isPresent())
        .count();
  }

  private Unsupervised service() {
    return service(System.getenv());
  }

  private Unsupervised service(Map<String, String> environment) {
    return new Unsupervised(home, environment, directory.resolve("image").toString(), said::add);
  }

  private void launcher(String script) throws IOException {
    Path launcher = directory.resolve("image/bin/coven");
    Files.createDirectories(launcher.getParent());
    Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String fakeServe() {
    return "exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\""
        .formatted(
            System.getProperty("java.home"),
            System.getProperty("java.class.path"),
            FakeServe.class.getName());
  }

  private ServerSocketChannel silentListener() throws IOException {
    Files.deleteIfExists(home.socket());
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return listener.bind(UnixDomainSocketAddress.of(home.socket()));
  }

  private static void closeQuietly(ServerSocketChannel listener) {
    try {
      listener.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void writeLock(ProcessIdentity holder) throws IOException {
    Files.writeString(home.lock(), new LockHolder(holder, FakeDaemon.START).toText());
  }

  private String written(String name) throws IOException {
    return Files.readString(home.directory().resolve(name)).strip();
  }

  private Process sleeper() throws IOException {
    return helper(new ProcessBuilder("sleep", "600"));
  }

  private Process helper(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    helpers.add(process);
    return process;
  }
}
