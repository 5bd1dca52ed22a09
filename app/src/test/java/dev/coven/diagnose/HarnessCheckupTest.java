package dev.coven.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.AdapterProblem;
import dev.coven.contract.AdapterProblem.Level;
import dev.coven.contract.CapabilityManifest;
import dev.coven.contract.CapabilityManifest.Warning;
import dev.coven.contract.HarnessReport;
import dev.coven.diagnose.HarnessHealth.Check;
import dev.coven.diagnose.HarnessHealth.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is a fault, what is not, and what mends it. */
class HarnessCheckupTest {
  private static final Path OWN = Path.of("/home/me/.coven/harnesses");

  @TempDir private Path shell;

  private static CapabilityManifest manifest(
      String id, String path, String version, String file, Warning... warnings) {
    return new CapabilityManifest(
        id,
        Instant.EPOCH,
        CapabilityManifest.Instructions.NONE,
        List.of(),
        List.of(),
        List.of(warnings),
        new CapabilityManifest.Executable(id, path, version),
        new CapabilityManifest.Adapter("A " + id, "get " + id, file, List.of("interactive"), true));
  }

  private HarnessHealth examine(
      CapabilityManifest manifest, Optional<String> id, AdapterProblem... problems) {
    HarnessReport report = new HarnessReport(List.of(manifest), List.of(problems), Instant.EPOCH);
    return new HarnessCheckup(report, Map.of("PATH", shell.toString()), OWN).examine(id).getFirst();
  }

  private static Check check(HarnessHealth health, String name) {
    return health.checks().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private Path inShell(String name) throws IOException {
    Path program = Files.createFile(shell.resolve(name));
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void oneThatRunsIsWell() throws IOException {
    Path program = inShell("codex");
    HarnessHealth health =
        examine(manifest("codex", program.toString(), "1.0", null), Optional.empty());
    assertEquals(Verdict.OK, health.verdict());
    assertEquals(program.toString(), check(health, "daemon_path").detail());
    assertEquals(program.toString(), check(health, "shell_path").detail());
    assertEquals("1.0", check(health, "version").detail());
    assertTrue(health.checks().stream().allMatch(c -> c.ok() && c.mend() == null));
  }

  @Test
  void anotherProgramInTheShellIsToldAndNoFault() throws IOException {
    inShell("codex");
    HarnessHealth health = examine(manifest("codex", "/opt/codex", "1.0", null), Optional.empty());
    assertEquals(Verdict.OK, health.verdict());
    assertTrue(check(health, "shell_path").detail().endsWith(", another than the daemon's"));
  }

  @Test
  void oneThatNobodyInstalledIsAFaultOnlyWhereItIsNamed() {
    CapabilityManifest codex = manifest("codex", null, null, null);
    assertEquals(Verdict.ABSENT, examine(codex, Optional.empty()).verdict());
    HarnessHealth named = examine(codex, Optional.of("codex"));
    assertEquals(Verdict.FAULT, named.verdict());
    assertEquals("get codex", check(named, "daemon_path").mend());
  }

  @Test
  void oneThatOnlyTheShellFindsNeedsARestart() throws IOException {
    inShell("codex");
    HarnessHealth health = examine(manifest("codex", null, null, null), Optional.empty());
    assertEquals(Verdict.FAULT, health.verdict());
    assertEquals("coven daemon restart", check(health, "daemon_path").mend());
  }

  @Test
  void aManifestWithoutItsProgramIsAFault() {
    HarnessHealth health = examine(manifest("mine", null, null, "/h/mine.json"), Optional.empty());
    assertEquals(Verdict.FAULT, health.verdict());
    assertEquals("get mine", check(health, "daemon_path").mend());
  }

  @Test
  void aProgramThatDoesNotRunIsAFault() {
    Warning warning = new Warning("version_unknown", "/opt/codex", "`--version` exits with 1");
    HarnessHealth health =
        examine(manifest("codex", "/opt/codex", null, null, warning), Optional.empty());
    assertEquals(Verdict.FAULT, health.verdict());
    assertEquals("`--version` exits with 1", check(health, "version").detail());
    assertEquals("/opt/codex --version", check(health, "version").mend());
  }

  @Test
  void aBadFileOfVariablesIsAFault() {
    Warning warning = new Warning("environment_invalid", "/h/environment", "line 2: no");
    HarnessHealth health =
        examine(manifest("codex", "/opt/codex", "1.0", null, warning), Optional.empty());
    assertEquals(Verdict.FAULT, health.verdict());
    assertEquals("coven env list", check(health, "environment").mend());
  }

  @Test
  void aWarningAboutItsManifestIsToldAndNoFault() {
    AdapterProblem warning =
        new AdapterProblem("/h/mine.json", "mine", "colour", Level.WARNING, "ignored");
    HarnessHealth health =
        examine(manifest("mine", "/opt/mine", "1.0", "/h/mine.json"), Optional.empty(), warning);
    assertEquals(Verdict.OK, health.verdict());
    assertNull(check(health, "manifest").mend());
  }

  @Test
  void manifestsThatOnlyTheShellNamesAreAFault() throws IOException {
    Path one = Files.createFile(shell.resolve("one"));
    for (String name : List.of("known", "faulty", "more", "empty")) {
      Files.createDirectory(shell.resolve(name));
    }
    for (String name : List.of("known/mine.json", "faulty/x.json", "more/y.json", "empty/note")) {
      Files.createFile(shell.resolve(name));
    }
    HarnessReport report =
        new HarnessReport(
            List.of(manifest("mine", "/opt/mine", "1", shell + "/known/mine.json")),
            List.of(
                new AdapterProblem(
                    shell + "/faulty/x.json", null, null, Level.ERROR, "it is not JSON")),
            Instant.EPOCH);
    HarnessCheckup checkup =
        new HarnessCheckup(
            report,
            Map.of(
                "COVEN_HARNESS_ADAPTER_MANIFEST",
                one.toString(),
                "COVEN_HARNESS_ADAPTER_DIRS",
                shell
                    + "/known::"
                    + shell
                    + "/faulty:relative:"
                    + shell
                    + "/more:"
                    + shell
                    + "/empty:/none"),
            OWN);
    List<HarnessHealth> all = checkup.examine(Optional.empty());
    assertEquals(
        List.of(
            "mine",
            shell + "/faulty/x.json",
            "COVEN_HARNESS_ADAPTER_MANIFEST",
            "COVEN_HARNESS_ADAPTER_DIRS"),
        all.stream().map(HarnessHealth::id).toList());
    assertEquals("ln -s " + one + " " + OWN, all.get(2).checks().getFirst().mend());
    assertEquals("ln -s " + shell + "/more/*.json " + OWN, all.get(3).checks().getFirst().mend());
    assertEquals(1, checkup.examine(Optional.of("mine")).size());
  }

  @Test
  void whatShouldHaveBeenAHarnessIsAFault() {
    AdapterProblem lost =
        new AdapterProblem("/h/x.json", "x", "executable", Level.ERROR, "a bare name is expected");
    AdapterProblem broken =
        new AdapterProblem("/h/y.json", null, null, Level.ERROR, "it is not JSON");
    HarnessReport report =
        new HarnessReport(
            List.of(manifest("demo", "/opt/demo", "1", null)),
            List.of(lost, broken),
            Instant.EPOCH);
    HarnessCheckup checkup = new HarnessCheckup(report, Map.of(), OWN);
    List<HarnessHealth> all = checkup.examine(Optional.empty());
    assertEquals(List.of("demo", "x", "/h/y.json"), all.stream().map(HarnessHealth::id).toList());
    assertEquals(
        List.of(Verdict.OK, Verdict.FAULT, Verdict.FAULT),
        all.stream().map(HarnessHealth::verdict).toList());
    assertEquals("edit /h/x.json", all.get(1).checks().getFirst().mend());
    assertEquals(
        List.of("x"), checkup.examine(Optional.of("x")).stream().map(HarnessHealth::id).toList());
    assertEquals(List.of(), checkup.examine(Optional.of("none")));
  }
}
