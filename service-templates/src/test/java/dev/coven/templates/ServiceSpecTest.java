package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSpecTest {
  private static List<String> problems(UnaryOperator<ServiceSpec.Builder> change) {
    var builder = change.apply(Specs.plain().toBuilder());
    return assertThrows(InvalidServiceSpecException.class, builder::build).problems();
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    var refused =
        assertThrows(
            InvalidServiceSpecException.class,
            () -> ServiceSpec.builder().budgets(null).arguments(null).program("coven").build());
    assertEquals(
        List.of(
            "label is missing",
            "unit is missing",
            "description is missing",
            "program is not absolute: coven",
            "arguments is missing",
            "stateDirectory is missing",
            "logPath is missing",
            "socketPath is missing",
            "budgets is missing",
            "version is missing"),
        refused.problems());
  }

  /** A newline would begin another setting; the others are in no XML, or end systemd's patience. */
  @ParameterizedTest
  @ValueSource(
      ints = {0, '\t', '\n', '\r', 0x1b, 0x7f, 0x85, 0x2028, 0x2029, 0xd800, 0xfdd0, 0xffff})
  void unwritableCharactersAreRefusedInEveryField(int codePoint) {
    var bad = "a" + Character.toString(codePoint) + "b";
    var expected = " contains U+%04X".formatted(codePoint);
    assertEquals(List.of("label" + expected), problems(b -> b.label(bad)));
    assertEquals(List.of("unit" + expected), problems(b -> b.unit(bad)));
    assertEquals(List.of("description" + expected), problems(b -> b.description(bad)));
    assertEquals(List.of("program" + expected), problems(b -> b.program("/" + bad)));
    assertEquals(List.of("arguments[1]" + expected), problems(b -> b.arguments(List.of("", bad))));
    assertEquals(
        List.of("environment PATH" + expected),
        problems(b -> b.environment(new TreeMap<>(Map.of("PATH", bad)))));
    assertEquals(List.of("stateDirectory" + expected), problems(b -> b.stateDirectory("/" + bad)));
    assertEquals(List.of("logPath" + expected), problems(b -> b.logPath("/" + bad)));
    assertEquals(List.of("socketPath" + expected), problems(b -> b.socketPath("/" + bad)));
    assertEquals(List.of("version" + expected), problems(b -> b.version(bad)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "home", "~/x", "-/x", "@/x"})
  void pathsAreAbsolute(String path) {
    assertEquals(List.of("logPath is not absolute: " + path), problems(b -> b.logPath(path)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "//a", "/a/", "/a//b", "/a/./b", "/a/..", "/a/."})
  void pathsAreInTheirShortestForm(String path) {
    assertEquals(
        List.of("stateDirectory is not in its shortest form: " + path),
        problems(b -> b.stateDirectory(path)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/...", "/a/.b", "/a/..b", "/a/b..", "/ a ", "/a\\"})
  void oddPathsAreTaken(String path) {
    var spec = Specs.plain().toBuilder().stateDirectory(path).build();
    assertEquals(path, spec.stateDirectory());
  }

  @Test
  void whatSystemdWouldTakeOtherwiseIsRefused() {
    assertEquals(
        List.of("socketPath ends in a blank or a backslash"), problems(b -> b.socketPath("/s ")));
    assertEquals(
        List.of("description ends in a blank or a backslash"), problems(b -> b.description("a\\")));
    assertEquals(
        List.of("description is empty, or begins or ends in a blank"),
        problems(b -> b.description(" a")));
  }

  @Test
  void socketPathsFitIntoTheKernels() {
    var longest = "/" + "ü".repeat(53);
    Specs.plain().toBuilder().socketPath(longest).build();
    assertEquals(
        List.of(
            "socketPath is 108 bytes long, and no kernel takes more than 107: " + longest + "x"),
        problems(b -> b.socketPath(longest + "x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "daemon", "a..b", "dev/coven", "dev.coven ", "dev.\"x\""})
  void labelsAreReverseDns(String label) {
    assertEquals(List.of("label has the wrong form: " + label), problems(b -> b.label(label)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-coven", ".coven", "a/b", "a b", "a@b", "a%b"})
  void unitsAreNames(String unit) {
    assertEquals(List.of("unit has the wrong form: " + unit), problems(b -> b.unit(unit)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1--2", "1 2", "-1", "1-", "<1>"})
  void versionsFitIntoAComment(String version) {
    assertEquals(
        List.of("version has the wrong form: " + version), problems(b -> b.version(version)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ANTHROPIC_API_KEY",
        "GITHUB_TOKEN",
        "aws_secret_access_key",
        "PGPASSWORD",
        "DB_PASSWD",
        "GPG_PASSPHRASE",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "APIKEY",
        "PRIVATE_KEY"
      })
  void secretsAreRefusedAndNotShown(String name) {
    var environment = new TreeMap<>(Map.of(name, "hunter2"));
    assertEquals(
        List.of("environment would write a secret into a readable file: " + name),
        problems(b -> b.environment(environment)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1A", "A B", "A-B", "A=B", "Ä", "A\nB"})
  void environmentNamesAreNames(String name) {
    assertEquals(
        List.of("environment has a name of the wrong form"),
        problems(b -> b.environment(new TreeMap<>(Map.of(name, "x")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opt/homebrew/Cellar/coven/bin/coven",
        "/opt/coven/versions/0.1.0/bin/coven",
        "/opt/coven-0.1.0/bin/coven",
        "/opt/coven-0.1.0-rc.1/bin/coven",
        "/opt/v10.20.30/bin/coven",
        "/opt/homebrew/opt/coven@2/bin/coven",
        "/usr/bin/coven-1.2.3",
        "/nix/store/abc-coven/bin/coven"
      })
  void versionedPathsAreRefused(String program) {
    var problem = problems(b -> b.program(program)).getFirst();
    assertTrue(problem.startsWith("program would not survive an update, "), problem);
    assertTrue(problem.endsWith(program), problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opt/homebrew/bin/coven",
        "/usr/lib/python3.11/coven",
        "/home/ada/.local/share/coven/bin/coven",
        "/Volumes/Disk 2/coven",
        "/opt/1.2/bin/coven",
        "/home/john.smith-2/bin/coven"
      })
  void stablePathsAreTaken(String program) {
    assertEquals(program, Specs.plain().toBuilder().program(program).build().program());
  }

  @Test
  void collectionsAreCopiedAndOrdered() {
    var arguments = new ArrayList<>(List.of("serve"));
    var environment = new TreeMap<String, String>(Comparator.reverseOrder());
    environment.putAll(Map.of("A", "1", "B", "2"));
    var spec = Specs.plain().toBuilder().arguments(arguments).environment(environment).build();
    arguments.clear();
    environment.clear();
    assertEquals(List.of("serve"), spec.arguments());
    assertEquals("{A=1, B=2}", spec.environment().toString());
    assertEquals(spec, spec.toBuilder().build());
  }
}
