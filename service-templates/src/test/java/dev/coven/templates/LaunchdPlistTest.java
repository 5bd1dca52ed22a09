package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LaunchdPlistTest {
  /** Each breaks supervision, or what harnesses rely on. */
  private static final Set<String> NEVER =
      Set.of(
          "EnableTransactions",
          "EnablePressuredExit",
          "LaunchOnlyOnce",
          "TimeOut",
          "AbandonProcessGroup",
          "OnDemand",
          "Disabled");

  @TempDir private Path directory;

  private static List<ServiceSpec> specs() {
    return Specs.all();
  }

  private static String render(ServiceSpec spec) {
    return new ServiceTemplates().launchdPlist(spec);
  }

  private static Map<String, Object> expected(ServiceSpec spec) {
    var command = new ArrayList<>(List.of(spec.program()));
    command.addAll(spec.arguments());
    var expected = new LinkedHashMap<String, Object>();
    expected.put("Label", spec.label());
    expected.put("ProgramArguments", command);
    expected.put("EnvironmentVariables", spec.environment());
    expected.put("WorkingDirectory", spec.stateDirectory());
    expected.put("StandardOutPath", spec.logPath());
    expected.put("StandardErrorPath", spec.logPath());
    expected.put("Umask", 63L);
    expected.put("RunAtLoad", true);
    expected.put("KeepAlive", true);
    expected.put("ThrottleInterval", 5L);
    expected.put("ExitTimeOut", 30L);
    expected.put("ProcessType", "Interactive");
    if (spec.headless()) {
      expected.put("LimitLoadToSessionType", "Background");
    }
    return expected;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void holdsEveryKeyWithItsValueAndNoOther(ServiceSpec spec) throws IOException {
    assertEquals(expected(spec), PropertyLists.read(render(spec)));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void neverHoldsAKeyThatBreaksSupervision(ServiceSpec spec) throws IOException {
    var read = PropertyLists.read(render(spec));
    for (var key : NEVER) {
      assertEquals(null, read.get(key), key);
    }
    // The dictionary form ORs its keys.
    assertEquals(true, read.get("KeepAlive"));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void comesBackUnchangedThroughPlistutil(ServiceSpec spec)
      throws IOException, InterruptedException {
    Commands.need("plistutil", "libplist-utils");
    var xml = Files.writeString(directory.resolve("xml"), render(spec));
    var binary = directory.resolve("binary");
    var again = directory.resolve("again");
    assertEquals("", convert(xml, binary));
    assertEquals("bplist00", new String(Files.readAllBytes(binary), 0, 8, "US-ASCII"));
    assertEquals("", convert(binary, again));
    assertEquals(expected(spec), PropertyLists.read(Files.readString(again)));
  }

  @Test
  void plistutilRefusesWhatIsNoPropertyList() throws IOException, InterruptedException {
    Commands.need("plistutil", "libplist-utils");
    var broken = render(Specs.plain()).replace("</array>", "");
    var out = directory.resolve("out");
    var said = convert(Files.writeString(directory.resolve("broken"), broken), out);
    assertEquals("ERROR: Failed to convert input file.", said.strip());
    assertFalse(Files.exists(out));
  }

  /** From XML to binary or back. Exits 0 (version 2.2.0) whatever it read: what it says counts. */
  private static String convert(Path from, Path to) throws IOException, InterruptedException {
    return Commands.run("plistutil", "-i", from.toString(), "-o", to.toString()).output();
  }

  @Test
  void roundsTheStopTimeoutUpToWholeSeconds() throws IOException {
    var design = Budgets.DEFAULT;
    var budgets =
        new Budgets(
            design.restartDelay(),
            design.startTimeout(),
            design.stopTimeout().plusMillis(1),
            design.watchdog());
    var spec = Specs.plain().toBuilder().budgets(budgets).build();
    assertEquals(31L, PropertyLists.read(render(spec)).get("ExitTimeOut"));
  }
}
