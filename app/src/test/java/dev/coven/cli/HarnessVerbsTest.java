package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.client.FakeDaemon;
import dev.coven.contract.AdapterProblem;
import dev.coven.contract.CapabilityManifest;
import dev.coven.contract.HarnessReport;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code coven harness}, with a daemon of few words behind it. */
@Timeout(30)
class HarnessVerbsTest {
  /** What makes a terminal act: ESC, CSI, BEL, and a bidirectional override. */
  private static final String HOSTILE = "\u001b]0;x\u0007\u009b31m\u202e";

  @TempDir private Path directory;
  private final Lines lines = new Lines();
  private FakeDaemon daemon;

  @BeforeEach
  void begin() throws IOException {
    daemon = new FakeDaemon(directory.resolve("coven.sock"));
    answer(
        List.of(
            manifest("codex", "/bin/sh", "1.0", null),
            manifest("claude", null, null, null),
            manifest("mine", "/opt/mine", null, "/h/mine.json")),
        List.of(
            new AdapterProblem(
                "/h/bad.json", "bad", "label", AdapterProblem.Level.ERROR, "is missing")));
  }

  private void answer(List<CapabilityManifest> manifests, List<AdapterProblem> problems) {
    HarnessReport report = new HarnessReport(manifests, problems, Instant.EPOCH);
    daemon.on("GET /capabilities/harnesses", _ -> FakeDaemon.ok(report.toJson()));
  }

  private static CapabilityManifest manifest(String id, String path, String version, String file) {
    return new CapabilityManifest(
        id,
        Instant.EPOCH,
        CapabilityManifest.Instructions.NONE,
        List.of(),
        List.of(),
        List.of(),
        new CapabilityManifest.Executable(id, path, version),
        new CapabilityManifest.Adapter(
            id.toUpperCase(), "get " + id, file, List.of("interactive"), false));
  }

  @AfterEach
  void end() throws IOException {
    daemon.close();
  }

  private int coven(String... arguments) {
    lines.forget();
    return lines.run(Map.of("COVEN_HOME", directory.toString(), "PATH", "/no/such"), arguments);
  }

  private JsonObject document() {
    return JsonParser.parseString(lines.out()).getAsJsonObject();
  }

  @Test
  void listsWhatTheDaemonSees() {
    assertEquals(ExitCode.OK, coven("harness", "list"));
    assertEquals(
        """
        ID      STATUS     VERSION  LABEL   PROGRAM
        codex   available  1.0      CODEX   /bin/sh
        claude  missing    -        CLAUDE  get it: get claude
        mine    available  -        MINE    /opt/mine
        error    /h/bad.json, adapter `bad`, `label`: is missing
        """,
        lines.out());
    assertEquals("", lines.err());
    assertTrue(
        daemon.requests().contains("GET /capabilities/harnesses"), daemon.requests()::toString);
  }

  @Test
  void listIsOneDocument() {
    assertEquals(ExitCode.OK, coven("harness", "list", "--json", "--refresh"));
    JsonObject mine = document().getAsJsonArray("harnesses").get(2).getAsJsonObject();
    assertEquals(
        "{\"id\":\"mine\",\"label\":\"MINE\",\"status\":\"available\",\"executable\":\"mine\","
            + "\"path\":\"/opt/mine\",\"version\":null,\"installHint\":\"get mine\","
            + "\"manifest\":\"/h/mine.json\",\"launchModes\":[\"interactive\"],\"model\":false}",
        mine.toString());
    assertEquals(1, document().getAsJsonArray("problems").size());
    assertTrue(
        daemon.requests().contains("GET /capabilities/harnesses?refresh=1"),
        daemon.requests()::toString);
  }

  @Test
  void theDoctorSaysWhatMendsEachFault() {
    assertEquals(ExitCode.FAILED, coven("harness", "doctor"));
    assertEquals(
        """
        codex (CODEX): ok
          daemon path  /bin/sh
          shell path   this shell does not find `codex`
          version      1.0
          launch modes interactive
          model        cannot be chosen
        claude (CLAUDE): not installed; get it: get claude
        mine (MINE): fault
          daemon path  /opt/mine
          shell path   this shell does not find `mine`
        ! version      it does not tell its version
            mend it: /opt/mine --version
          launch modes interactive
          model        cannot be chosen
        bad (a manifest): fault
        ! manifest     /h/bad.json, adapter `bad`, `label`: is missing
            mend it: edit /h/bad.json
        """,
        lines.out());
    assertTrue(
        daemon.requests().contains("GET /capabilities/harnesses?refresh=1"),
        daemon.requests()::toString);
  }

  @Test
  void theDoctorExaminesOne() {
    assertEquals(ExitCode.OK, coven("harness", "doctor", "codex", "--json"));
    assertTrue(document().get("ok").getAsBoolean());
    assertEquals(1, document().getAsJsonArray("harnesses").size());
    assertEquals(ExitCode.FAILED, coven("harness", "doctor", "claude", "--json"));
    assertFalse(document().get("ok").getAsBoolean());
    assertEquals(ExitCode.FAILED, coven("harness", "doctor", "none"));
    assertEquals("coven: There is no harness `none`.\n  try: coven harness list\n", lines.err());
  }

  @Test
  void nothingOfWhatOthersWroteReachesATerminalRaw() {
    answer(
        List.of(
            new CapabilityManifest(
                "mine" + HOSTILE,
                Instant.EPOCH,
                CapabilityManifest.Instructions.NONE,
                List.of(),
                List.of(),
                List.of(
                    new CapabilityManifest.Warning("version_unknown", HOSTILE, HOSTILE),
                    new CapabilityManifest.Warning("environment_invalid", HOSTILE, HOSTILE)),
                new CapabilityManifest.Executable(HOSTILE, "/" + HOSTILE, null),
                new CapabilityManifest.Adapter(HOSTILE, HOSTILE, HOSTILE, List.of(HOSTILE), false)),
            manifest("other" + HOSTILE, null, HOSTILE, HOSTILE)),
        List.of(
            new AdapterProblem(HOSTILE, HOSTILE, HOSTILE, AdapterProblem.Level.ERROR, HOSTILE)));
    for (String verb : List.of("list", "doctor")) {
      for (String[] line : new String[][] {{"harness", verb}, {"harness", verb, "--json"}}) {
        coven(line);
        String said = lines.out() + lines.err();
        assertTrue(said.contains("other"), said);
        assertFalse(said.chars().anyMatch(c -> c != '\n' && Printable.isActive(c)), said);
      }
    }
  }

  @Test
  void wrongUsageIsTwo() {
    for (String line :
        List.of("harness", "harness x", "harness list codex", "harness doctor a b")) {
      assertEquals(ExitCode.USAGE, coven(line.split(" ")), line);
    }
  }
}
