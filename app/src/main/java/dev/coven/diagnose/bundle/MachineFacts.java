package dev.coven.diagnose.bundle;

import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.Json;
import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What machine this is, and how Coven came onto it. */
final class MachineFacts {
  private static final Path RELEASE = Path.of("/etc/os-release");

  private final Map<String, String> environment;
  private final String image;
  private final CovenHome home;

  MachineFacts(Map<String, String> environment, String image, CovenHome home) {
    this.environment = environment;
    this.image = image;
    this.home = home;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("covenVersion", CovenVersion.get());
    json.addProperty("contract", Api.VERSION);
    json.addProperty("java", System.getProperty("java.vm.version"));
    json.addProperty("os", System.getProperty("os.name"));
    json.addProperty("kernel", System.getProperty("os.version"));
    json.addProperty("architecture", System.getProperty("os.arch"));
    json.add("distribution", Json.nullable(distribution()));
    json.addProperty("processors", Runtime.getRuntime().availableProcessors());
    json.add("installedIn", Json.nullable(image));
    json.addProperty("installedAs", installed());
    json.addProperty("home", home.directory().toString());
    json.addProperty(
        "homeIsCustomised", !environment.getOrDefault(CovenHome.VARIABLE, "").isEmpty());
    json.add("language", Json.nullable(environment.get("LANG")));
    json.add("shell", Json.nullable(environment.get("SHELL")));
    json.add("terminal", Json.nullable(environment.get("TERM")));
    return json;
  }

  /** By where it lies, which is how each way of installing differs from the others. */
  private String installed() {
    if (image == null) {
      return "not as an image";
    }
    for (String brew : List.of("/Cellar/", "/homebrew/", "/linuxbrew/")) {
      if (image.contains(brew)) {
        return "by Homebrew";
      }
    }
    if (image.startsWith("/usr/lib/") || image.startsWith("/opt/")) {
      return "as a package of the system, or by its administrator";
    }
    return image.contains("/versions/") ? "by install.sh" : "from a directory";
  }

  private static String distribution() {
    try {
      return Files.readAllLines(RELEASE).stream()
          .filter(line -> line.startsWith("PRETTY_NAME="))
          .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
          .findFirst()
          .orElse(null);
    } catch (IOException notLinux) {
      return null;
    }
  }
}
