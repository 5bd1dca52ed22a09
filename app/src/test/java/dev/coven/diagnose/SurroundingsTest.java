package dev.coven.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.ErrorCode;
import dev.coven.contract.Reason;
import dev.coven.home.CovenHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What no test can break on the machine that it runs on. */
class SurroundingsTest {
  @TempDir Path directory;

  private CheckStatus clock(String now) {
    InstantSource source = InstantSource.fixed(Instant.parse(now));
    return new ClockCheck(new CovenHome(directory), source).look().getFirst().status();
  }

  @Test
  void aClockBeforeThisProgramWasWritten() {
    assertEquals(CheckStatus.FAIL, clock("1970-01-01T00:03:00Z"));
    assertEquals(CheckStatus.PASS, clock("2026-11-21T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({"nfs4, WARN", "cifs, WARN", "9p, WARN", "fuse.sshfs, WARN", "ext4, PASS"})
  void fileSystemsOfOtherMachines(String type, CheckStatus status) {
    assertEquals(status, DiskCheck.type(type).status());
  }

  @ParameterizedTest
  @CsvSource({
    "1000000, 1000000000, FAIL",
    "60000000, 1000000000, WARN",
    "200000000, 1000000000, PASS",
    // 21 GB of 1 TB is 2 %, and plenty.
    "21000000000, 1000000000000, PASS"
  })
  void spaceThatRunsOut(long free, long total, CheckStatus status) {
    assertEquals(status, DiskCheck.space(directory, free, total).status());
  }

  @ParameterizedTest
  @CsvSource({"UTF-8, PASS", "ANSI_X3.4-1968, FAIL", "ISO-8859-1, FAIL", "none, FAIL"})
  void encodingsOfNames(String encoding, CheckStatus status) {
    assertEquals(status, LocaleCheck.own(encoding).status());
  }

  @ParameterizedTest
  @CsvSource({"C.UTF-8, PASS", "de_DE.utf8, PASS", "C, WARN", "'', WARN", "ja_JP.eucJP, WARN"})
  void languagesOfHarnesses(String language, CheckStatus status) {
    assertEquals(status, LocaleCheck.harnesses(language).status());
  }

  @ParameterizedTest
  @CsvSource({
    "/, 'rw,relatime', PASS",
    "/, 'rw,noexec', WARN",
    // A name that merely contains the word.
    "/, 'rw,noexecutive', PASS"
  })
  void mountsFromWhichNothingMayBeExecuted(String point, String options, CheckStatus status)
      throws IOException {
    String table =
        "22 1 8:1 / / ro - ext4 /dev/sda1 rw\n23 22 0:20 / %s %s - tmpfs none rw\n"
            .formatted(point, options);
    Path mounts = Files.writeString(directory.resolve("mountinfo"), table);
    CheckResult result =
        new TemporaryFilesCheck(new CovenHome(directory), mounts).look().getFirst();
    assertEquals(status, result.status(), result::message);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyErrorCodeIsASymptom(ErrorCode code) {
    assertTrue(Symptom.codes().contains(code.wire()));
    assertEquals(code.wire(), Symptom.of(code.wire()).orElseThrow().code());
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsASymptom(Reason reason) {
    assertEquals(reason.wire(), Symptom.of(reason.wire()).orElseThrow().code());
  }
}
