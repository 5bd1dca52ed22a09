package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.coven.contract.Health;
import dev.coven.contract.Json;
import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.home.ParkedNote;
import dev.coven.supervise.ServiceState;
import dev.coven.supervise.ServiceView;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What {@code coven daemon status} found. {@code docs/reference/status-json.md} describes the JSON.
 *
 * @param state in one word
 * @param service what its supervisor says of it
 * @param home the home that was asked for
 * @param pid the process: as health says, else as the home's files say and the system confirms
 * @param health what the daemon answered, or null when it did not
 * @param liveSessions sessions that the daemon keeps alive; empty when it did not tell
 * @param notes what else a person should know, each a sentence, safe to print
 */
record StatusReport(
    State state,
    ServiceView service,
    CovenHome home,
    OptionalLong pid,
    Health health,
    OptionalLong liveSessions,
    List<String> notes) {

  /** How the daemon does; each state has its exit code. */
  enum State {
    /** It answers and can do its work. */
    RUNNING(ExitCode.OK, "running"),
    /** It answers and cannot do its work. */
    DEGRADED(ExitCode.UNSETTLED, "degraded"),
    /** A process has the home and does not serve yet; or not any more, when it ends just now. */
    STARTING(ExitCode.UNSETTLED, "starting"),
    /** Somebody listens, or has the home for long, and does not answer. */
    NOT_ANSWERING(ExitCode.UNSETTLED, "not answering"),
    /** A daemon of another contract version answers. */
    INCOMPATIBLE(ExitCode.UNSETTLED, "running, with another contract"),
    /** What is at the socket's place is not a daemon of this user. */
    FOREIGN(ExitCode.UNSETTLED, "not to be reached"),
    /** It cannot run, and starting it again would not help until something is mended. */
    PARKED(ExitCode.NOT_RUNNING, "parked"),
    /** Its supervisor has given it up. */
    FAILED(ExitCode.NOT_RUNNING, "not running: it failed"),
    /** There is none. */
    NOT_RUNNING(ExitCode.NOT_RUNNING, "not running"),
    /** There is none, and one that was there did not end well. */
    LEFTOVERS(ExitCode.FAILED, "not running, and did not end well");

    private final int exitCode;
    private final String phrase;

    State(int exitCode, String phrase) {
      this.exitCode = exitCode;
      this.phrase = phrase;
    }

    int exitCode() {
      return exitCode;
    }

    /** What follows "Coven is". */
    String phrase() {
      return phrase;
    }

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The document of {@code --json}; every member is present, null where nobody told. */
  JsonObject toJson() {
    JsonArray noteArray = new JsonArray();
    notes.forEach(noteArray::add);
    JsonObject json = JsonText.document();
    json.addProperty("state", state.wire());
    json.add("pid", Json.nullable(boxed(pid)));
    json.add("startedAt", Json.timestamp(health == null ? null : health.daemon().startedAt()));
    json.add("uptimeSeconds", Json.nullable(health == null ? null : health.uptime().toSeconds()));
    json.addProperty("socket", home.socket().toString());
    json.addProperty("home", home.directory().toString());
    json.addProperty("ledger", home.ledger().toString());
    json.addProperty("log", home.log().toString());
    json.add("apiVersion", Json.nullable(health == null ? null : health.apiVersion()));
    json.add("covenVersion", Json.nullable(health == null ? null : health.covenVersion()));
    json.addProperty("installedVersion", CovenVersion.get());
    json.add("supervisor", Json.nullable(supervisor()));
    json.addProperty("instance", service.target().name().value());
    json.addProperty("installed", service.isInstalled());
    json.add("enabled", service.state().map(s -> flag(s.enabled())).orElse(JsonNull.INSTANCE));
    json.add("restarts", Json.nullable(service.state().map(ServiceState::restarts).orElse(null)));
    json.add(
        "lastExit", Json.nullable(service.state().flatMap(ServiceState::lastExit).orElse(null)));
    json.add("drift", Json.nullable(service.drift().orElse(null)));
    json.add(
        "linger",
        Json.nullable(service.linger().map(l -> l.name().toLowerCase(Locale.ROOT)).orElse(null)));
    json.add("parked", Json.nullable(service.parked().map(ParkedNote::why).orElse(null)));
    json.add("liveSessions", Json.nullable(boxed(liveSessions)));
    json.add("notes", noteArray);
    return json;
  }

  /** Who keeps the daemon that runs, or would; null when nobody told. */
  String supervisor() {
    if (health != null) {
      return health.supervisor();
    }
    return service.isInstalled() ? service.supervisor().orElse(null) : null;
  }

  private static JsonElement flag(boolean value) {
    return new JsonPrimitive(value);
  }

  private static Long boxed(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
