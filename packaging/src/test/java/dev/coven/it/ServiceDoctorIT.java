package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.kit.LabService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the doctor says of a service of systemd's, and what becomes of it when that is done. */
class ServiceDoctorIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  private static Examination examine(LabService service) throws Exception {
    return Examination.of(
        LAB.machine()
            .exec(
                List.of(
                    LabService.program(LAB.machine()),
                    "doctor",
                    "--json",
                    "--instance",
                    service.name())));
  }

  /** Runs a hint as its reader would, who knows which instance is meant. */
  private static void follow(LabService service, String hint) throws Exception {
    List<String> words = new ArrayList<>(List.of(hint.split(" ")));
    assertEquals(List.of("coven", "daemon"), words.subList(0, 2), hint);
    service.daemon(words.get(2), words.subList(3, words.size()).toArray(String[]::new)).expect(0);
  }

  private static String mend(LabService service, String id, String status) throws Exception {
    Examination broken = examine(service);
    String message = broken.expect(id, status);
    follow(service, broken.hint(id));
    examine(service).expect(id, "pass");
    return message;
  }

  @Test
  void aServiceThatIsNotInstalled() throws Exception {
    LabService fresh = LAB.service("drfresh");
    assertSays(mend(fresh, "supervisor.installed", "warn"), "systemd does not know the daemon");
    Examination well = examine(fresh);
    well.expect("supervisor.state", "pass");
    well.expect("daemon.reachable", "pass");
  }

  @Test
  void aUnitThatWasChangedIsShownAsADifference() throws Exception {
    LabService drifted = LAB.service("drdrift");
    drifted.start();
    LAB.sh("sed -i s/Restart=always/Restart=no/ " + drifted.unitFile());
    String message = mend(drifted, "supervisor.unit", "fail");
    assertSays(message, "changed by hand", "-Restart=no", "+Restart=always");
  }

  @Test
  void aServiceThatIsDisabled() throws Exception {
    LabService off = LAB.service("droff");
    off.start();
    LAB.sh("systemctl --user disable --quiet " + off.unit());
    assertSays(mend(off, "supervisor.enabled", "fail"), "not started at login");
  }

  @Test
  void aServiceThatSystemdHasGivenUp() throws Exception {
    LabService gone = LAB.service("drgone");
    gone.start();
    LAB.sh(
        "while test \"$(systemctl --user show --value -p ActiveState "
            + gone.unit()
            + ")\" != failed; do systemctl --user kill -s KILL --kill-who=main "
            + gone.unit()
            + " 2>/dev/null || true; done");
    assertSays(mend(gone, "supervisor.state", "fail"), "given it up");
  }

  @Test
  void aServiceThatSleepsIsNotWoken() throws Exception {
    LabService asleep = LAB.service("drsleep");
    asleep.start();
    LAB.sh(
        "systemctl --user stop "
            + asleep.unit()
            + " 2>/dev/null; systemctl --user start "
            + asleep.socketUnit());
    examine(asleep).expect("daemon.reachable", "fail");
    assertEquals(0, asleep.pid(), "it was started by being looked at");
    assertSays(mend(asleep, "daemon.reachable", "fail"), "does not run");
  }

  @Test
  void aDaemonThatIsParked() throws Exception {
    LabService parked = LAB.service("drpark");
    parked.start();
    parked.daemon("stop").expect(0);
    LAB.sh(
        "mv "
            + parked.home()
            + "/ledger.sqlite3 ~/kept && echo nonsense >"
            + parked.home()
            + "/ledger.sqlite3");
    parked.daemon("start").expect(1);
    assertSays(
        examine(parked).expect("daemon.reachable", "fail"), "parked", "not an SQLite database");
    LAB.sh("mv ~/kept " + parked.home() + "/ledger.sqlite3");
    mend(parked, "daemon.reachable", "fail");
  }
}
