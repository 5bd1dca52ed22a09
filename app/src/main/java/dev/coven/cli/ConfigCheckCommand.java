package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.home.ConfigException;
import dev.coven.home.ConfigFile;
import dev.coven.home.ConfigKey;
import dev.coven.home.ConfigLastGood;
import dev.coven.home.ConfigProblem;
import dev.coven.home.ConfigReading;
import dev.coven.home.CovenHome;
import dev.coven.privacy.Printable;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code coven config check}: reads the file as a daemon would; asks none, changes nothing. */
@Command(
    name = "check",
    description = {
      "Checks config.toml and shows every setting with where it comes from.",
      "A change takes effect with: coven daemon restart"
    })
final class ConfigCheckCommand extends DaemonVerb {
  private static final int KEY_WIDTH = 22;
  private static final int VALUE_WIDTH = 16;

  ConfigCheckCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    CovenHome home = home();
    ConfigFile file = new ConfigFile(home);
    JsonObject document = JsonText.document();
    document.addProperty("file", file.path().toString());
    try {
      ConfigReading reading = file.read();
      document.addProperty("present", reading.present());
      document.addProperty("valid", true);
      document.add("settings", settings(reading));
      document.add("warnings", array(reading.warnings()));
      document.add("problems", new JsonArray());
      print(document, text(file, reading));
      return ExitCode.OK;
    } catch (ConfigException e) {
      document.addProperty("present", true);
      document.addProperty("valid", false);
      document.add("settings", null);
      document.add("warnings", new JsonArray());
      document.add("problems", array(e.problems()));
      if (isJson()) {
        io.out().println(JsonText.of(document));
      } else {
        complain(home, e);
      }
      return ExitCode.FAILED;
    }
  }

  private void complain(CovenHome home, ConfigException bad) {
    io.say(path(new ConfigFile(home)) + " has " + bad.count() + ".");
    bad.lines().forEach(line -> io.err().println("  " + line));
    io.err().println(fallback(new ConfigLastGood(home)));
  }

  private static String fallback(ConfigLastGood lastGood) {
    String path = Printable.line(lastGood.path().toString());
    try {
      return lastGood.read().isPresent()
          ? "Until that is mended, a daemon that comes back by itself runs on " + path + "."
          : "No daemon can start until that is mended, or the file moved away.";
    } catch (ConfigException alsoBad) {
      return "No daemon can start until that is mended, since " + path + " is no good either.";
    }
  }

  private static String text(ConfigFile file, ConfigReading reading) {
    StringBuilder text = new StringBuilder(path(file));
    text.append(
        reading.present() ? " is good." : " does not exist; every setting has its default.");
    for (ConfigKey key : ConfigKey.values()) {
      Integer line = reading.lines().get(key);
      text.append(System.lineSeparator())
          .append("  ")
          .append(padded(key.path(), KEY_WIDTH))
          .append(padded(shown(key.in(reading.config())), VALUE_WIDTH))
          .append(line == null ? "default" : "line " + line);
    }
    for (ConfigProblem warning : reading.warnings()) {
      text.append(System.lineSeparator()).append("  note: ").append(place(warning));
    }
    return text.toString();
  }

  private static String place(ConfigProblem warning) {
    return "line " + warning.line() + ": " + warning.message();
  }

  /** A value for people; of patterns only how many, because one may be a secret as it is. */
  private static String shown(JsonElement value) {
    if (value instanceof JsonArray list) {
      return list.isEmpty() ? "none" : list.size() + (list.size() == 1 ? " entry" : " entries");
    }
    return value.isJsonNull() ? "no limit" : value.getAsString();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  private static String path(ConfigFile file) {
    return Printable.line(file.path().toString());
  }

  private static JsonObject settings(ConfigReading reading) {
    JsonObject settings = new JsonObject();
    for (ConfigKey key : ConfigKey.values()) {
      JsonObject setting = new JsonObject();
      setting.add("value", key.in(reading.config()));
      setting.add("line", Json.nullable(reading.lines().get(key)));
      settings.add(key.path(), setting);
    }
    return settings;
  }

  private static JsonArray array(List<ConfigProblem> problems) {
    JsonArray array = new JsonArray();
    for (ConfigProblem problem : problems) {
      JsonObject json = new JsonObject();
      json.add("line", Json.nullable(problem.line() == 0 ? null : problem.line()));
      json.add("column", Json.nullable(problem.column() == 0 ? null : problem.column()));
      json.addProperty("message", problem.message());
      array.add(json);
    }
    return array;
  }
}
