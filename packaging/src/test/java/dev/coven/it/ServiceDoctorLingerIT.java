package dev.coven.it;

import static dev.coven.it.House.assertSays;

import dev.coven.kit.LabService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A user whose services end with the last login. */
class ServiceDoctorLingerIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab("--no-linger");

  @Test
  void isToldAndHowToKeepThem() throws Exception {
    LAB.machine().login();
    LabService service = LAB.service("drlinger");
    service.start();
    Examination off = examine(service);
    assertSays(off.expect("supervisor.linger", "warn"), "ends with your last login");
    assertSays(off.hint("supervisor.linger"), "coven daemon start --linger");
    // The hint's own command needs polkit; root does what it asks for.
    LAB.machine().linger(true);
    examine(service).expect("supervisor.linger", "pass");
  }

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
}
