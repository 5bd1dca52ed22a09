package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What users find in their unit directories, to the byte. After a wanted change: {@code mvn -pl
 * service-templates test -Dcoven.golden=write}, and read the difference.
 */
class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private final ServiceTemplates templates = new ServiceTemplates();

  @Test
  void service() throws IOException {
    check("coven.service", templates.systemdService(Specs.plain()));
  }

  @Test
  void serviceWithSocket() throws IOException {
    var spec = Specs.plain().toBuilder().socketActivated(true).build();
    check("coven-activated.service", templates.systemdService(spec));
  }

  @Test
  void socket() throws IOException {
    check("coven.socket", templates.systemdSocket(Specs.plain()));
  }

  @Test
  void propertyList() throws IOException {
    check("dev.coven.daemon.plist", templates.launchdPlist(Specs.plain()));
  }

  @Test
  void headlessPropertyList() throws IOException {
    var spec = Specs.plain().toBuilder().headless(true).build();
    check("headless.plist", templates.launchdPlist(spec));
  }

  @Test
  void nastyService() throws IOException {
    check("nasty.service", templates.systemdService(Specs.nasty()));
  }

  @Test
  void nastySocket() throws IOException {
    check("nasty.socket", templates.systemdSocket(Specs.nasty()));
  }

  @Test
  void nastyPropertyList() throws IOException {
    check("nasty.plist", templates.launchdPlist(Specs.nasty()));
  }

  @Test
  void equalSpecificationsGiveEqualText() {
    var other = new ServiceTemplates();
    assertEquals(other.systemdService(Specs.nasty()), templates.systemdService(Specs.nasty()));
    assertEquals(other.systemdSocket(Specs.nasty()), templates.systemdSocket(Specs.nasty()));
    assertEquals(other.launchdPlist(Specs.nasty()), templates.launchdPlist(Specs.nasty()));
  }

  private static void check(String name, String rendered) throws IOException {
    var golden = GOLDEN.resolve(name);
    if ("write".equals(System.getProperty("coven.golden"))) {
      Files.writeString(golden, rendered);
      fail("written, to be read and committed: " + golden);
    }
    assertEquals(Files.readString(golden, StandardCharsets.UTF_8), rendered);
  }
}
