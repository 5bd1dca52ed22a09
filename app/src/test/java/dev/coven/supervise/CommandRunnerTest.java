package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.supervise.CommandException.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CommandRunnerTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path directory;
  private final CommandRunner runner = new ProcessCommandRunner(System.getenv());

  @Test
  void tellsExitCodeAndBothOutputs() throws Exception {
    var result = sh("echo out; echo err >&2; exit 3");
    assertEquals(3, result.exitCode());
    assertEquals("out\n", result.out());
    assertEquals("err\n", result.err());
    assertTrue(result.whole());
    assertFalse(result.succeeded());
  }

  @Test
  void tellsTheSignalThatEndedIt() throws Exception {
    assertEquals(128 + 9, sh("kill -9 $$").exitCode());
  }

  @Test
  void hasNoInput() throws Exception {
    assertEquals("0", sh("cat | wc -c").out().strip());
  }

  @Test
  void readsBothOutputsAtOnce() throws Exception {
    // Each is more than a pipe holds: whoever reads one after the other waits for ever.
    var result = sh("head -c 200000 /dev/zero >&2; head -c 200000 /dev/zero");
    assertEquals(200_000, result.out().length());
    assertEquals(200_000, result.err().length());
    assertTrue(result.whole());
  }

  @Test
  void keepsTheEndOfEndlessOutput() throws Exception {
    var result = sh("i=0; while [ $i -lt 60000 ]; do echo line-$i; i=$((i+1)); done");
    assertEquals(OutputTail.CAPACITY, result.out().length());
    assertTrue(result.out().endsWith("line-59998\nline-59999\n"));
    assertFalse(result.whole());
  }

  @Test
  void makesToolsSpeakPlainly() throws Exception {
    var user =
        Map.of(
            "LC_ALL", "de_DE.UTF-8",
            "LANGUAGE", "de",
            "SYSTEMD_LOG_LEVEL", "debug",
            "SYSTEMD_PAGER", "less",
            "PATH", "/usr/bin:/bin",
            "XDG_RUNTIME_DIR", "/run/user/1000");
    var seen = new ProcessCommandRunner(user).run(List.of("env"), LONG).out().lines().toList();
    assertTrue(seen.contains("LC_ALL=C"), seen::toString);
    assertTrue(seen.contains("SYSTEMD_PAGER="), seen::toString);
    assertTrue(seen.contains("SYSTEMD_COLORS=0"), seen::toString);
    assertTrue(seen.contains("XDG_RUNTIME_DIR=/run/user/1000"), seen::toString);
    assertTrue(seen.stream().noneMatch(it -> it.startsWith("LANGUAGE=")), seen::toString);
    assertTrue(seen.stream().noneMatch(it -> it.startsWith("SYSTEMD_LOG")), seen::toString);
  }

  @Test
  void looksForProgramsInTheGivenPathAlone() throws Exception {
    var tool = script("tool", "echo found");
    Files.writeString(directory.resolve("plain"), "not executable");
    var here = new ProcessCommandRunner(Map.of("PATH", "relative::" + directory));
    assertEquals("found\n", here.run(List.of("tool"), LONG).out());
    assertEquals("found\n", here.run(List.of(tool.toString()), LONG).out());
    for (var missing : List.of("plain", "true")) {
      var e = assertThrows(CommandException.class, () -> here.run(List.of(missing), LONG));
      assertEquals(Fault.NOT_RUN, e.fault());
      assertTrue(e.getMessage().contains("there is no " + missing + " in PATH"), e::getMessage);
    }
  }

  @Test
  void saysWhyAProgramCannotBeExecuted() {
    var nowhere = directory.resolve("nowhere").toString();
    var e = assertThrows(CommandException.class, () -> runner.run(List.of(nowhere), LONG));
    assertEquals(Fault.NOT_RUN, e.fault());
    assertTrue(e.getMessage().contains("No such file"), e::getMessage);
  }

  @Test
  void killsWhatTakesTooLong() throws Exception {
    var argv = List.of("sh", "-c", "echo $$; echo so far >&2; exec sleep 1000");
    var e = assertThrows(CommandException.class, () -> runner.run(argv, SHORT));
    assertEquals(Fault.TIMED_OUT, e.fault());
    assertEquals(Optional.of(SHORT), e.limit());
    assertEquals(OptionalInt.empty(), e.exitCode());
    assertEquals("so far", e.output());
    assertTrue(e.getMessage().contains("did not end within 0.3 s"), e::getMessage);
  }

  @Test
  void killsItsChildrenWithIt() throws Exception {
    var pidFile = directory.resolve("pid");
    var argv = List.of("sh", "-c", "sleep 1000 & echo $! >" + pidFile + "; wait");
    assertThrows(CommandException.class, () -> runner.run(argv, SHORT));
    var child = ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
    if (child.isPresent()) {
      // Fails on its own when it is not ended.
      child.get().onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void doesNotWaitForWhatAProgramLeavesBehind() throws Exception {
    var pidFile = directory.resolve("pid");
    // The test's own limit is below this.
    assertEquals("done\n", sh("sleep 60 & echo done; echo $! >" + pidFile).out());
    ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip())).orElseThrow().destroy();
  }

  @Test
  void interruptKillsTheProgram() throws Exception {
    var fifo = directory.resolve("fifo");
    sh("mkfifo " + fifo).orThrow();
    var ended = new CompletableFuture<Exception>();
    var begun = new CountDownLatch(1);
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  begun.countDown();
                  try {
                    runner.run(List.of("sh", "-c", "exec 3>" + fifo + "; exec sleep 1000"), LONG);
                  } catch (CommandException | InterruptedException e) {
                    ended.complete(e);
                  }
                });
    begun.await();
    try (var in = Files.newInputStream(fifo)) {
      // Open since the program has opened its side; its end comes when the program is gone.
      thread.interrupt();
      assertEquals(-1, in.read());
    }
    assertEquals(InterruptedException.class, ended.get(10, TimeUnit.SECONDS).getClass());
  }

  @Test
  void failureTellsArgumentsCodeAndLastWords() throws Exception {
    var secret = new ProcessCommandRunner(Map.of("PATH", "/bin:/usr/bin", "TOKEN", "s3cr3t"));
    var result =
        secret.run(List.of("sh", "-c", "printf 'a\\033]0;x\\007b\\nlast words' >&2; exit 5"), LONG);
    var e = assertThrows(CommandException.class, result::orThrow);
    assertEquals(Fault.EXITED, e.fault());
    assertEquals(OptionalInt.of(5), e.exitCode());
    assertTrue(e.getMessage().startsWith("sh -c 'printf"), e::getMessage);
    assertTrue(e.getMessage().contains("exited with 5: a\\e]0;x\\x07b\nlast words"), e::getMessage);
    assertFalse(e.getMessage().contains("s3cr3t"));
  }

  @Test
  void failureWithoutErrorOutputRepeatsTheOther() throws Exception {
    var result = sh("echo only this; exit 1");
    assertEquals("only this", result.failure().output());
  }

  @Test
  void failureRepeatsOnlyTheEnd() throws Exception {
    var e = sh("i=0; while [ $i -lt 5000 ]; do echo line-$i; i=$((i+1)); done; exit 1").failure();
    assertTrue(e.output().endsWith("line-4999"));
    assertTrue(e.output().length() < 2100);
  }

  private CommandResult sh(String script) throws CommandException, InterruptedException {
    return runner.run(List.of("sh", "-c", script), LONG);
  }

  private Path script(String name, String text) throws Exception {
    var file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }
}
