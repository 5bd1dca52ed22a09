package dev.coven.supervise;

import static dev.coven.supervise.Mac.GUI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.launchd.Script;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restart that its user interrupts between the service's unloading and its loading. */
@Timeout(120)
class LaunchdInterruptTest {
  /** What the JVM exits with after TERM. */
  private static final int TERMINATED = 143;

  private static final Duration DRAIN = Duration.ofSeconds(3);

  @TempDir private Path directory;
  private Mac mac;
  private Process restart;

  @BeforeEach
  void open() throws Exception {
    mac = new Mac(directory);
    mac.launchd.follow(Script.draining(DRAIN));
    mac.running();
  }

  @AfterEach
  void close() throws Exception {
    restart.destroyForcibly().waitFor();
    mac.close();
  }

  @Test
  void theServiceIsLoadedAgainBeforeTheCommandEnds() throws Exception {
    restart = restart();
    awaitState("SIGTERMed");
    restart.toHandle().destroy();
    try (BufferedReader said = restart.errorReader()) {
      String line = said.readLine();
      while (!line.startsWith("Interrupted.")) {
        line = said.readLine();
      }
      assertTrue(restart.isAlive(), "the service is not loaded now");
      mac.time.advance(DRAIN);
      String rest = said.lines().collect(Collectors.joining("\n"));
      assertTrue(rest.contains("told to start. To see: coven daemon status"), rest);
    }
    assertEquals(TERMINATED, restart.waitFor());
    assertEquals("running", mac.launchdState());
  }

  @Test
  void aServiceThatCannotBeLoadedAgainIsNamed() throws Exception {
    restart = restart();
    awaitState("SIGTERMed");
    restart.toHandle().destroy();
    // Somebody logs out meanwhile, and there is nothing to load it into.
    mac.launchd.logout();
    String said = restart.errorReader().lines().collect(Collectors.joining("\n"));
    assertTrue(said.contains("The service was ended for its restart."), said);
    // The interrupted thread dies of the same failure, and may say so before or after this line.
    assertTrue(said.lines().anyMatch(line -> line.endsWith("To go on: coven daemon start")), said);
    assertEquals(TERMINATED, restart.waitFor());
    mac.time.advance(DRAIN);
    assertFalse(mac.isLoaded(GUI));
  }

  private void awaitState(String wanted) throws InterruptedException {
    while (!mac.launchdState().equals(wanted)) {
      assertTrue(restart.isAlive(), "the restart ended by itself");
      restart.waitFor(10, TimeUnit.MILLISECONDS);
    }
  }

  /** The verb in a process of its own, with a program to be kept. */
  private Process restart() throws IOException {
    Path image = directory.resolve("image");
    Path launcher = Files.createDirectories(image.resolve("bin")).resolve("coven");
    Files.setPosixFilePermissions(
        Files.createFile(launcher), PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            InterruptedRestart.class.getName(),
            Integer.toString(Mac.UID),
            mac.agents.toString(),
            image.toString());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME",
                mac.agents.getParent().getParent().toString(),
                "PATH",
                mac.launchd.bin() + ":/usr/bin:/bin"));
    return builder.start();
  }
}
