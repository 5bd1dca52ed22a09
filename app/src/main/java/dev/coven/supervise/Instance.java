package dev.coven.supervise;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is remembered of a daemon that a service manager keeps, so that every verb means the same
 * one, from whatever shell it is typed.
 *
 * @param home its home
 * @param supervisor who keeps it: systemd or launchd
 * @param headless whether it lives in launchd's domain without a desktop
 * @param launcher the path of the program that was baked in
 * @param language the locale that was baked in
 * @param searchPath the PATH that was baked in
 * @param lingerByUs whether it was us who turned lingering on
 * @param unitDigest SHA-256 of the definition that was installed last, so that a change by hand is
 *     noticed
 */
public record Instance(
    Path home,
    String supervisor,
    boolean headless,
    String launcher,
    String language,
    String searchPath,
    boolean lingerByUs,
    String unitDigest) {
  private static final int SCHEMA = 1;

  /** The same instance, with the note that lingering is ours to turn off again, or no more. */
  Instance withLingerByUs(boolean value) {
    return new Instance(
        home, supervisor, headless, launcher, language, searchPath, value, unitDigest);
  }

  /** The same instance, after this was installed for it. */
  Instance withUnit(Definition installed) {
    String digest = UnitDigest.of(installed.texts());
    return new Instance(
        home, supervisor, headless, launcher, language, searchPath, lingerByUs, digest);
  }

  /** The same instance in another home. */
  Instance withHome(Path other) {
    return new Instance(
        other, supervisor, headless, launcher, language, searchPath, lingerByUs, unitDigest);
  }

  /** The same instance with another PATH. */
  Instance withSearchPath(String other) {
    return new Instance(
        home, supervisor, headless, launcher, language, other, lingerByUs, unitDigest);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("home", home.toString());
    json.addProperty("supervisor", supervisor);
    json.addProperty("headless", headless);
    json.addProperty("launcher", launcher);
    json.addProperty("language", language);
    json.addProperty("path", searchPath);
    json.addProperty("lingerByUs", lingerByUs);
    json.addProperty("unitDigest", unitDigest);
    return json;
  }

  /** Reads what {@link #toJson} wrote; empty for anything else. */
  static Optional<Instance> parse(String text) {
    try {
      JsonObject json = Json.parseObject(text);
      Optional<String> home = Json.text(json, "home");
      Optional<String> supervisor = Json.text(json, "supervisor");
      Optional<String> searchPath = Json.text(json, "path");
      if (home.isEmpty() || supervisor.isEmpty() || searchPath.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Instance(
              Path.of(home.get()),
              supervisor.get(),
              Json.flag(json, "headless"),
              Json.text(json, "launcher").orElse(""),
              Json.text(json, "language").orElse(""),
              searchPath.get(),
              Json.flag(json, "lingerByUs"),
              Json.text(json, "unitDigest").orElse("")));
    } catch (JsonParseException | InvalidPathException garbage) {
      return Optional.empty();
    }
  }
}
