package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the doctor says of a service of launchd's. */
class LaunchdDoctorIT {
  @AutoClose private final MacHouse mac = MacHouse.open();

  private Examination examine() throws Exception {
    return Examination.of(mac.coven().run("doctor", "--json"));
  }

  private void follow(String hint) throws Exception {
    assertEquals("coven daemon start", hint);
    mac.daemon("start").expect(0);
  }

  @Test
  void aDisabledOverrideIsNamedAndTakenBack() throws Exception {
    mac.start();
    examine().expect("supervisor.enabled", "pass");
    mac.launchd().disable(mac.gui(), MacHouse.LABEL);
    Examination disabled = examine();
    assertSays(disabled.expect("supervisor.enabled", "fail"), "it is disabled in " + mac.gui());
    follow(disabled.hint("supervisor.enabled"));
    examine().expect("supervisor.enabled", "pass");
  }

  @Test
  void aServiceThatLaunchdHoldsBackIsToldFromOneThatRuns() throws Exception {
    long pid = mac.start();
    MacHouse.signal("KILL", pid);
    mac.awaitThrottled();
    Examination throttled = examine();
    assertSays(
        throttled.expect("supervisor.state", "fail"),
        "ThrottleInterval",
        "It has ended once",
        "Killed: 9");
    mac.time().advance(MacHouse.THROTTLE);
    mac.awaitAnother(pid);
    examine().expect("supervisor.state", "pass");
  }
}
