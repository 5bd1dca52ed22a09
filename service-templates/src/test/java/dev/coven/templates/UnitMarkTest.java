package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitMarkTest {
  private final ServiceTemplates templates = new ServiceTemplates();

  private List<String> files(ServiceSpec spec) {
    return List.of(
        templates.systemdService(spec),
        templates.systemdSocket(spec),
        templates.launchdPlist(spec));
  }

  @Test
  void everyFileIsMarkedWithItsVersion() {
    for (var spec : Specs.all()) {
      for (var file : files(spec)) {
        assertEquals(spec.version(), UnitMark.parse(file).orElseThrow().version());
      }
    }
  }

  @Test
  void everyTemplateHasAHashOfItsOwn() {
    var hashes = files(Specs.plain()).stream().map(file -> UnitMark.parse(file).orElseThrow());
    assertEquals(3, hashes.map(UnitMark::template).distinct().count());
    assertNotEquals(UnitMark.of("1", "a"), UnitMark.of("1", "b"));
  }

  @Test
  void marksSurviveOtherLineEnds() {
    for (var file : files(Specs.plain())) {
      assertEquals(UnitMark.parse(file), UnitMark.parse(file.replace("\n", "\r\n")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[Service]\nExecStart=/bin/true\n",
        "# mine\n# Managed by Coven: version=1 template=0123456789ab; x\n",
        "; mine\n# Managed by Coven: version=1 template=0123456789ab; x\n",
        "# Managed by Coven: version=1 template=0123456789a; x\n",
        "# Managed by Coven: version=a--b template=0123456789ab; x\n",
        " # Managed by Coven: version=1 template=0123456789ab; x\n",
        "<!-- mine -->\n<!-- Managed by Coven: version=1 template=0123456789ab; x -->\n",
        "<plist><!-- mine --></plist>"
      })
  void othersFilesHaveNoMark(String file) {
    assertEquals(Optional.empty(), UnitMark.parse(file));
  }

  @Test
  void aMarkThatCouldNotBeReadAgainIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new UnitMark("1 2", "0123456789ab"));
    assertThrows(IllegalArgumentException.class, () -> new UnitMark("1", "xyz"));
  }
}
