package dev.coven.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program is asked, and what becomes of one that does not answer. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VersionProbeTest {
  @TempDir private Path directory;

  private VersionProbe.Answer ask(String script) throws Exception {
    return ask(script, Duration.ofSeconds(20));
  }

  private VersionProbe.Answer ask(String script, Duration limit) throws Exception {
    return new VersionProbe("/usr/bin:/bin", directory, limit).ask(program(script));
  }

  private Path program(String script) throws IOException {
    Path program = directory.resolve("program");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({
    "'echo mine 1.2.3', mine 1.2.3",
    "'echo; echo \"  1.0  \"; echo more', 1.0",
    "'echo 2.0 >&2', 2.0",
    "'[ \"$*\" = --version ] && echo asked', asked",
  })
  void theFirstLineIsTheVersion(String script, String version) throws Exception {
    assertEquals(new VersionProbe.Answer(version, null), ask(script));
  }

  @ParameterizedTest
  @CsvSource({
    "exit 3, exits with 3",
    "'echo 1.0; exit 1', exits with 1",
    "true, prints nothing",
    "'while :; do echo yes; done', prints more than 16384 bytes",
  })
  void whatIsNoAnswerIsSaid(String script, String fault) throws Exception {
    assertEquals(new VersionProbe.Answer(null, fault), ask(script));
  }

  @Test
  void aVeryLongLineIsCut() throws Exception {
    assertEquals(200, ask("printf %01000d 1").version().length());
  }

  @Test
  void whatCannotBeRunIsSaid() throws Exception {
    Files.writeString(program("true"), "#!/no/such/interpreter\n");
    VersionProbe probe = new VersionProbe("/bin", directory, Duration.ofSeconds(20));
    assertTrue(probe.ask(directory.resolve("program")).fault().startsWith("cannot be run: "));
  }

  @Test
  void aProgramThatHangsIsEndedWithAllItStarted() throws Exception {
    String script = "sleep 600 & echo $! > child; echo $$ > self; sleep 600";
    VersionProbe.Answer answer = ask(script, Duration.ofSeconds(2));
    assertEquals("does not answer within 2000 ms", answer.fault());
    for (String name : List.of("child", "self")) {
      long pid = Long.parseLong(Files.readString(directory.resolve(name)).strip());
      Wait.until(
          name + " is gone",
          () -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
    }
  }

  @Test
  void whatAProgramLeavesBehindIsNotWaitedFor() throws Exception {
    // In a session of its own it is nobody's descendant, and has the output open.
    String script =
        "setsid sh -c 'echo $$ > left; exec sleep 600' & while [ ! -s left ]; do :; done; echo 1.0";
    assertEquals("1.0", ask(script).version());
    ProcessHandle.of(Long.parseLong(Files.readString(directory.resolve("left")).strip()))
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void itReadsNothingAndFindsNoSecret() throws Exception {
    assertEquals("1.0", ask("cat; env > env; echo 1.0").version());
    List<String> names =
        Arrays.stream(Files.readString(directory.resolve("env")).split("\n"))
            .map(line -> line.split("=")[0])
            .filter(name -> !List.of("PWD", "OLDPWD", "SHLVL", "_").contains(name))
            .sorted()
            .toList();
    assertEquals(List.of("HOME", "LANG", "PATH", "TERM"), names);
  }

  @Test
  void itHoldsNoDescriptorOfOurs() throws Exception {
    ask("ls -l /proc/$$/fd > fds; echo 1.0");
    String links = Files.readString(directory.resolve("fds"));
    assertFalse(links.contains("socket:"), links);
    assertTrue(links.contains(" 0 -> /dev/null"), links);
  }
}
