package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.coven.client.FakeDaemon;
import dev.coven.home.CovenHome;
import dev.coven.home.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service whose daemon hangs: nobody asks it twice, and its end is not waited for. */
@Timeout(60)
class HungServiceTest {
  @TempDir private Path directory;
  private CovenHome home;
  private Process process;
  private FakeDaemon hung;
  private volatile ServiceState state;
  private Optional<FakeDaemon> next = Optional.empty();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ServiceManager manager = mock(ServiceManager.class);
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    var ours = PosixFilePermissions.fromString("rwx------");
    home =
        new CovenHome(
            Files.createDirectory(
                directory.resolve("home"), PosixFilePermissions.asFileAttribute(ours)));
    Path launcher = Files.createDirectories(directory.resolve("image/bin")).resolve("coven");
    Files.setPosixFilePermissions(Files.createFile(launcher), ours);
    hung = new FakeDaemon(home.socket());
    hung.on("GET /health", _ -> Silence.until(over));
    when(manager.name()).thenReturn("systemd");
    when(manager.file()).thenReturn(directory.resolve("coven.service"));
    when(manager.files()).thenReturn(List.of(directory.resolve("coven.service")));
    when(manager.render(any())).thenReturn(Definition.of("unit"));
    when(manager.state()).thenAnswer(_ -> state);
  }

  @AfterEach
  void end() throws Exception {
    over.countDown();
    process.destroyForcibly();
    hung.close();
    if (next.isPresent()) {
      next.get().close();
    }
  }

  @Test
  void isAskedOnceByStop() throws Exception {
    hangs("exec sleep 600");
    doAnswer(_ -> terminate()).when(manager).stop();
    var stopped = assertInstanceOf(StopResult.Stopped.class, service().stop(target()));
    assertEquals(1, hung.connections());
    assertEquals(process.pid(), stopped.pid().orElseThrow());
    assertEquals(StopResult.Manner.TERMINATED, stopped.manner());
    assertSaidThatItDoesNotAnswer();
  }

  @Test
  void isKilledWhenTermDoesNotHelpThoughItsManagerWouldWait() throws Exception {
    hangs("trap '' TERM; echo ready; while :; do sleep 1; done");
    assertEquals('r', process.getInputStream().read());
    doAnswer(_ -> terminate()).when(manager).stop();
    var stopped = assertInstanceOf(StopResult.Stopped.class, service().stop(target()));
    assertEquals(StopResult.Manner.KILLED, stopped.manner());
    assertFalse(process.isAlive());
  }

  @Test
  void isAskedOnceByRestart() throws Exception {
    hangs("exec sleep 600");
    doAnswer(_ -> replace()).when(manager).restartNoWait();
    RestartResult result = service().restart(target(), StartOptions.DEFAULT, false);
    assertEquals(1, hung.connections());
    var stopped = assertInstanceOf(StopResult.Stopped.class, result.stopped());
    assertEquals(StopResult.Manner.TERMINATED, stopped.manner());
    assertInstanceOf(StartResult.Started.class, result.started());
    assertSaidThatItDoesNotAnswer();
  }

  private void hangs(String script) throws IOException {
    process = new ProcessBuilder("sh", "-c", script).start();
    state = States.running(0, process.pid());
  }

  /** As a service manager ends a service: TERM, and a wait for the end. */
  private Object terminate() throws Exception {
    process.destroy();
    process.waitFor();
    hung.close();
    state = States.stopped();
    return null;
  }

  private Object replace() throws Exception {
    terminate();
    next = Optional.of(new FakeDaemon(home.socket()));
    state = States.running(0, ProcessHandle.current().pid());
    return null;
  }

  private void assertSaidThatItDoesNotAnswer() {
    assertTrue(
        said.contains(
            "The daemon (pid " + process.pid() + ") does not answer; ending its process…"),
        said::toString);
  }

  private SupervisedService service() throws Exception {
    Map<String, String> environment =
        Map.of("HOME", directory.toString(), "XDG_STATE_HOME", directory + "/state");
    return new SupervisedService(
        new ServiceContext(
            environment,
            directory.resolve("image").toString(),
            null,
            InstanceName.DEFAULT,
            said::add),
        new Keeper(manager, Optional.empty(), Optional.empty()),
        StateDirectory.locate(environment));
  }

  /** An instance with a PATH to lose, about which a daemon would be asked. */
  private Target target() {
    Instance instance =
        new Instance(home.directory(), "systemd", false, "/coven", "C.UTF-8", "/old", false, "");
    return new Target(InstanceName.DEFAULT, Optional.of(instance), Optional.empty(), home);
  }
}
