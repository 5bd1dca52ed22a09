package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.ApiException;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.harness.HarnessAdapter;
import dev.coven.harness.Harnesses;
import dev.coven.harness.ManifestCatalog;
import dev.coven.harness.ManifestSources;
import dev.coven.posix.ArgumentSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a launch that no process could begin with, on a system with little room. */
class CommandLimitsTest {
  private static final Path FILE = Path.of("/home/me/.coven/environment");

  private final HarnessAdapter adapter =
      new Harnesses("", FILE, new ManifestCatalog(new ManifestSources(Path.of("/none"), Map.of())))
          .adapter("claude");

  private void check(String prompt, Map<String, String> variables) {
    LaunchRequest request = LaunchRequest.of("/p", "claude", prompt, LaunchMode.INTERACTIVE);
    new CommandLimits(new ArgumentSpace(128 * 1024, 128 * 1024))
        .check(request, adapter, List.of("/bin/claude", "--", prompt), variables, FILE);
  }

  @Test
  void argumentsAndVariablesShareTheRoom() {
    String half = "x".repeat(60 * 1024);
    check(half, Map.of());
    check("x", Map.of("KEY", half));
    ApiException refused = assertThrows(ApiException.class, () -> check(half, Map.of("KEY", half)));
    assertEquals("field_value", refused.details().get("reason").getAsString());
    assertEquals("prompt", refused.details().get("field").getAsString());
    assertTrue(refused.getMessage().contains("getconf ARG_MAX"), refused::getMessage);
    assertTrue(refused.getMessage().contains(FILE.toString()), refused::getMessage);
    assertTrue(refused.details().get("maxBytes").getAsInt() < half.length());
  }

  @Test
  void bytesCountAndNotCharacters() {
    check("x".repeat(100 * 1024), Map.of());
    assertThrows(ApiException.class, () -> check("é".repeat(100 * 1024), Map.of()));
  }

  @Test
  void theSystemTellsItsLimits() {
    ArgumentSpace space = ArgumentSpace.ofSystem();
    assertTrue(space.allBytes() >= space.oneBytes(), space::toString);
    assertTrue(space.oneBytes() >= 128 * 1024, space::toString);
  }
}
