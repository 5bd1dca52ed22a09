package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The change from one version to the next where no daemon runs, broken off at each of its steps.
 */
class SwitchoverTest {
  private static final Version FIRST = new Version("0.1.0");
  private static final Version NEXT = new Version("0.2.0");
  private static final Instant ISSUED = Instant.parse("2026-02-01T00:00:00Z");

  @TempDir private Path directory;
  private Installation installation;
  private Switchover switchover;

  @BeforeEach
  void install() throws IOException {
    Path user = Files.createDirectory(directory.resolve("user"));
    installation = new Installation(user.resolve(".local"));
    for (Version version : new Version[] {new Version("0.0.9"), FIRST, NEXT}) {
      Files.createDirectories(installation.image(version).resolve("bin"));
    }
    installation.switchTo(FIRST);
    Daemons daemons = new Daemons(installation, Map.of("HOME", user.toString()));
    switchover = new Switchover(installation, daemons, _ -> {});
  }

  @Test
  void changeIsRememberedAndTheLastTwoVersionsAreKept() throws Exception {
    switchover.change(record(), NEXT, ISSUED, false);
    assertEquals(NEXT, installation.version());
    UpdateRecord after = record();
    assertEquals(
        new UpdateRecord(UpdateRecord.Phase.COMMITTED, NEXT, Optional.of(FIRST), ISSUED, Map.of()),
        after);
    assertEquals(Set.of(FIRST, NEXT), Set.copyOf(installation.versions()));
    assertNoTrial();
  }

  @Test
  void brokenOffBeforeTheRecordChangesNothing() throws Exception {
    new Probation(installation).begin(NEXT, FIRST);
    assertEquals(record(), switchover.settle(record()));
    assertEquals(FIRST, installation.version());
  }

  @Test
  void brokenOffAfterTheRecordGoesBack() throws Exception {
    new Probation(installation).begin(NEXT, FIRST);
    record().switching(NEXT, FIRST).write(installation);
    assertGoesBack();
  }

  @Test
  void brokenOffAfterTheLinkWasTurnedGoesBackWhereNothingProvesTheVersion() throws Exception {
    new Probation(installation).begin(NEXT, FIRST);
    record().switching(NEXT, FIRST).write(installation);
    installation.switchTo(NEXT);
    assertGoesBack();
  }

  @Test
  void brokenOffAfterTheTrialEndedGoesBackWhereNothingProvesTheVersion() throws Exception {
    record().switching(NEXT, FIRST).write(installation);
    installation.switchTo(NEXT);
    assertGoesBack();
  }

  @Test
  void brokenOffAfterTheCommitIsDone() throws Exception {
    installation.switchTo(NEXT);
    record().switching(NEXT, FIRST).committed(NEXT, FIRST).write(installation);
    assertEquals(NEXT, switchover.settle(record()).version());
    assertEquals(NEXT, installation.version());
  }

  @Test
  void leftoverOfAnEarlierTrialIsNotTakenForTheNextOnesEnd() throws Exception {
    new Probation(installation).begin(NEXT, FIRST);
    Files.writeString(installation.data().resolve("probation/failed"), "was never ready\n");
    switchover.change(record(), NEXT, ISSUED, false);
    assertEquals(Map.of(), record().bad());
    assertNoTrial();
  }

  @Test
  void whatTheLauncherGaveUpIsNotTriedAgain() throws Exception {
    new Probation(installation).begin(NEXT, FIRST);
    record().switching(NEXT, FIRST).write(installation);
    Files.writeString(installation.data().resolve("probation/failed"), "was never \033[1mready\n");
    UpdateRecord settled = switchover.settle(record());
    assertEquals(Map.of(NEXT, "It was never \\e[1mready."), settled.bad());
    assertEquals(settled, record());
    assertNoTrial();
  }

  @Test
  void linkThatInstallShTurnedIsRight() throws Exception {
    switchover.change(record(), NEXT, ISSUED, false);
    installation.switchTo(FIRST);
    assertEquals(FIRST, record().version());
    assertEquals(Optional.of(NEXT), record().previous());
  }

  private void assertGoesBack() throws Exception {
    UpdateRecord settled = switchover.settle(record());
    assertEquals(UpdateRecord.Phase.COMMITTED, settled.phase());
    assertEquals(FIRST, settled.version());
    assertEquals(Instant.EPOCH, settled.issued());
    assertEquals(FIRST, installation.version());
    assertEquals(settled, record());
    assertTrue(Files.isDirectory(installation.image(FIRST)));
    assertNoTrial();
  }

  private void assertNoTrial() {
    assertFalse(Files.exists(installation.data().resolve("probation")), "still on trial");
  }

  private UpdateRecord record() throws IOException, UpdateRefusedException {
    return UpdateRecord.read(installation);
  }
}
