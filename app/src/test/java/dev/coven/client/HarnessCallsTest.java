package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.contract.AdapterProblem;
import dev.coven.contract.ApiException;
import dev.coven.contract.Capability;
import dev.coven.contract.CapabilityManifest;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.HarnessReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client is told of harnesses, and that nothing is lost on the way. */
@Timeout(30)
class HarnessCallsTest {
  private static final CapabilityManifest MANIFEST =
      new CapabilityManifest(
          "mine",
          Instant.parse("2026-01-02T03:04:05.678Z"),
          new CapabilityManifest.Instructions("/h/AGENTS.md", 7),
          List.of(new CapabilityManifest.Extension("review", "/h/skills/review")),
          List.of(new CapabilityManifest.Extension("lint", "/h/plugins")),
          List.of(new CapabilityManifest.Warning("kind", "/h", "a sentence")),
          new CapabilityManifest.Executable("mine", "/bin/mine", "1.0"),
          new CapabilityManifest.Adapter(
              "Mine", "get it", "/h/mine.json", List.of("interactive", "stream"), true));

  @TempDir private Path directory;
  private FakeDaemon daemon;
  private DaemonClient client;

  @BeforeEach
  void connect() throws IOException {
    daemon = new FakeDaemon(directory.resolve("s"));
    client = DaemonClient.connect(directory.resolve("s"), DaemonClient.Need.ANSWERING);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    daemon.close();
  }

  @Test
  void aManifestComesAsItWasSent() throws IOException {
    daemon.on("GET /capabilities/mine", _ -> FakeDaemon.ok(MANIFEST.toJson()));
    assertEquals(MANIFEST, client.harness("mine", false));
    assertEquals(MANIFEST, client.harness("mine", true));
    assertTrue(daemon.requests().contains("GET /capabilities/mine?refresh=1"));
  }

  @Test
  void aManifestOfTheReferenceDaemonIsTaken() throws IOException {
    daemon.on(
        "GET /capabilities/codex",
        _ ->
            FakeDaemon.response(
                200,
                """
                {"harness_id":"codex","scanned_at":"2026-07-15T12:00:00Z",
                "global_instructions":{"present":false},"skills":[],"plugins":[],"warnings":[]}
                """));
    CapabilityManifest codex = client.harness("codex", false);
    assertEquals("codex", codex.harnessId());
    assertEquals(CapabilityManifest.Instructions.NONE, codex.instructions());
    assertEquals(new CapabilityManifest.Executable("", null, null), codex.executable());
  }

  @Test
  void theReportComesAsItWasSent() throws IOException {
    HarnessReport report =
        new HarnessReport(
            List.of(MANIFEST),
            List.of(
                new AdapterProblem("/h", null, null, AdapterProblem.Level.ERROR, "no"),
                new AdapterProblem("/h", "x", "id", AdapterProblem.Level.WARNING, "well")),
            MANIFEST.scannedAt());
    daemon.on("GET /capabilities/harnesses", _ -> FakeDaemon.ok(report.toJson()));
    assertEquals(report, client.harnesses(false));
  }

  @Test
  void theCatalogComesAsItWasSent() throws IOException {
    Capability harness =
        new Capability("coven.harness.mine", "Mine", "mine", false, List.of(), "mine-agent");
    Capability other =
        new Capability("coven.control.actions", "A", "coven-daemon", true, List.of("do"), null);
    daemon.on(
        "GET /capabilities",
        _ ->
            FakeDaemon.response(
                200, "{\"capabilities\":[" + harness.toJson() + "," + other.toJson() + "]}"));
    assertEquals(List.of(harness, other), client.capabilities());
    assertTrue(harness.isHarness() && !other.isHarness());
  }

  @Test
  void theActionIsSentOnce() throws IOException {
    JsonObject done =
        JsonParser.parseString("{\"ok\":true,\"event\":{\"payload\":{\"capabilities\":9}}}")
            .getAsJsonObject();
    daemon.on("POST /actions", _ -> FakeDaemon.ok(done));
    assertEquals(9, client.refreshCapabilities());
    daemon.on(
        "POST /actions", _ -> FakeDaemon.response(400, "{\"ok\":false,\"status\":\"rejected\"}"));
    assertThrows(UnexpectedAnswerException.class, client::refreshCapabilities);
  }

  @Test
  void anUnknownHarnessIsARefusal() {
    daemon.on(
        "GET /capabilities/none",
        _ -> FakeDaemon.refusal(404, "harness_not_found", new JsonObject()));
    ApiException refused = assertThrows(ApiException.class, () -> client.harness("none", false));
    assertEquals(ErrorCode.HARNESS_NOT_FOUND, refused.code());
  }

  @Test
  void whatTheContractHasNotIsNoAnswer() {
    daemon.on("GET /capabilities/harnesses", _ -> FakeDaemon.response(200, "[]"));
    assertThrows(UnusableDaemonException.class, () -> client.harnesses(false));
  }
}
