package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReleaseCheckTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String HERE = "linux-x86_64";

  private final UpdateRecord installed =
      new UpdateRecord(
          UpdateRecord.Phase.COMMITTED,
          new Version("0.2.0"),
          Optional.of(new Version("0.1.0")),
          NOW.minus(Duration.ofDays(10)),
          Map.of(new Version("0.3.1"), "It ended with exit code 1."));

  @Test
  void newerOneMayBeInstalled() throws Exception {
    assertTrue(check(release("0.3.0", NOW.minusSeconds(60), "0.1.0")));
  }

  @Test
  void sameOneIsNothingToDo() throws Exception {
    assertFalse(check(release("0.2.0", NOW.minusSeconds(60), "0.1.0")));
  }

  @Test
  void olderOneIsRefused() {
    refuses("older than 0.2.0", release("0.1.9", NOW.minusSeconds(60), "0.1.0"));
    refuses("older than 0.2.0", release("0.2.0-rc.1", NOW.minusSeconds(60), "0.1.0"));
  }

  @Test
  void expiredOneIsRefused() {
    refuses("expired", release("0.3.0", NOW.minus(Duration.ofDays(30)), "0.1.0"));
  }

  @Test
  void oneOfTheFutureIsRefused() {
    refuses("has not come yet", release("0.3.0", NOW.plus(Duration.ofDays(2)), "0.1.0"));
  }

  @Test
  void announcementBeforeTheLastOneIsRefusedAsAReplay() {
    refuses("an old one", release("0.3.0", NOW.minus(Duration.ofDays(11)), "0.1.0"));
  }

  @Test
  void oneThatDidNotRunIsNotTriedAgain() {
    refuses(
        "tried here and did not run: It ended with exit code 1.",
        release("0.3.1", NOW.minusSeconds(60), "0.1.0"));
  }

  @Test
  void oneThatIsTooFarAwayIsRefused() {
    refuses("0.2.5 or newer", release("0.3.0", NOW.minusSeconds(60), "0.2.5"));
  }

  @Test
  void otherChannelAndPlatformAreRefused() {
    Release release = release("0.3.0", NOW.minusSeconds(60), "0.1.0");
    var channel =
        assertThrows(
            UpdateRefusedException.class,
            () -> ReleaseCheck.isNew(release, installed, "preview", HERE, NOW));
    assertEquals(Optional.of("coven upgrade --channel stable"), channel.next());
    var platform =
        assertThrows(
            UpdateRefusedException.class,
            () -> ReleaseCheck.isNew(release, installed, "stable", "macos-aarch64", NOW));
    assertTrue(platform.getMessage().contains("macos-aarch64"), platform::getMessage);
  }

  private void refuses(String why, Release release) {
    var refusal = assertThrows(UpdateRefusedException.class, () -> check(release));
    assertTrue(refusal.getMessage().contains(why), refusal::getMessage);
  }

  private boolean check(Release release) throws UpdateRefusedException {
    return ReleaseCheck.isNew(release, installed, "stable", HERE, NOW);
  }

  private static Release release(String version, Instant issued, String minimum) {
    return new Release(
        new Version(version),
        "stable",
        issued,
        issued.plus(Duration.ofDays(20)),
        new Version(minimum),
        new Release.LedgerNumbers(4, 3),
        Map.of(HERE, new Release.Artifact("a", 1, 1, "a".repeat(64))));
  }
}
