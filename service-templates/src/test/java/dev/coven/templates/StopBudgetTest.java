package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A supervisor that kills in the middle of the drain costs the ledger its last rows. */
class StopBudgetTest {
  private static final Duration LEAST = Budgets.DRAIN.plus(Budgets.STOP_MARGIN);

  private final ServiceTemplates templates = new ServiceTemplates();

  @Test
  void theStopTimeoutLeavesRoomForTheDrainInBothFormats() throws IOException {
    for (var spec : List.of(Specs.plain(), withStop(LEAST))) {
      assertTrue(systemdStop(spec).compareTo(LEAST) >= 0, spec::toString);
      assertTrue(launchdStop(spec).compareTo(LEAST) >= 0, spec::toString);
    }
  }

  @Test
  void aStopTimeoutBelowTheDrainIsRefused() {
    var refused =
        assertThrows(
            InvalidServiceSpecException.class, () -> withStop(LEAST.minus(Duration.ofMillis(1))));
    assertEquals(
        List.of("stopTimeout is PT14.999S, below drain and margin together: PT15S"),
        refused.problems());
  }

  @Test
  void spansThatMeanNeverAreRefused() {
    var refused =
        assertThrows(
            InvalidServiceSpecException.class,
            () -> new Budgets(Duration.ZERO, Duration.ofSeconds(-1), LEAST, Duration.ofNanos(1)));
    assertEquals(
        List.of(
            "restartDelay is not a positive number of milliseconds: PT0S",
            "startTimeout is not a positive number of milliseconds: PT-1S",
            "watchdog is not a positive number of milliseconds: PT0.000000001S"),
        refused.problems());
  }

  private static ServiceSpec withStop(Duration stop) {
    var design = Budgets.DEFAULT;
    var budgets =
        new Budgets(design.restartDelay(), design.startTimeout(), stop, design.watchdog());
    return Specs.plain().toBuilder().budgets(budgets).build();
  }

  private Duration systemdStop(ServiceSpec spec) {
    var value =
        UnitFiles.read(templates.systemdService(spec)).get("[Service] TimeoutStopSec").getFirst();
    return Duration.parse("PT" + value);
  }

  private Duration launchdStop(ServiceSpec spec) throws IOException {
    var value = PropertyLists.read(templates.launchdPlist(spec)).get("ExitTimeOut");
    return Duration.ofSeconds((Long) value);
  }
}
