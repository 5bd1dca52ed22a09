package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coven.kit.LabService;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bundles about a service of systemd's. */
class ServiceDiagnosticsIT {
  private static final String SECRET = "ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";

  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  private static Opened bundle(LabService service) throws Exception {
    String file = LAB.home() + "/" + service.name() + ".zip";
    LAB.machine()
        .exec(
            List.of(
                LabService.program(LAB.machine()),
                "diagnostics",
                "--instance",
                service.name(),
                "--output",
                file))
        .expect(0);
    return new Opened(Base64.getMimeDecoder().decode(LAB.sh("base64 " + file)));
  }

  @Test
  void aUnitThatDriftedIsThereWithItsDifferenceAndWithoutItsSecret() throws Exception {
    LabService drifted = LAB.service("didrift");
    drifted.start();
    LAB.sh(
        "sed -i -e s/Restart=always/Restart=no/ -e 's/^\\[Service\\]/&\\nEnvironment=GH_TOKEN="
            + SECRET
            + "/' "
            + drifted.unitFile());
    Opened bundle = bundle(drifted);
    assertSays(bundle.doctor("supervisor.unit", "fail"), "changed by hand");
    assertSays(bundle.text("service/unit.txt"), "-Restart=no", "+Restart=always", "GH_TOKEN=");
    assertFalse(bundle.all().contains(SECRET.substring(4, 20)), "the token is in it");
    assertFalse(bundle.all().contains(LAB.home() + "/"), "the home is named");
  }

  @Test
  void aServiceThatWasGivenUpAfterManyCrashes() throws Exception {
    LabService gone = LAB.service("digone");
    gone.start();
    LAB.sh(
        "while test \"$(systemctl --user show --value -p ActiveState "
            + gone.unit()
            + ")\" != failed; do systemctl --user kill -s KILL --kill-who=main "
            + gone.unit()
            + " 2>/dev/null || true; done");
    Opened bundle = bundle(gone);
    assertSays(bundle.doctor("supervisor.state", "fail"), "given it up");
    assertSays(bundle.text("daemon/status.json"), "\"state\": \"failed\"");
    assertSays(bundle.missing("daemon/health.json"), "nobody listens");
  }
}
