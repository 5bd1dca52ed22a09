package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Health;
import dev.coven.contract.Json;
import dev.coven.home.UnusableHomeException;
import dev.coven.supervise.CovenService;
import dev.coven.supervise.Keepers;
import dev.coven.supervise.ServiceContext;
import dev.coven.supervise.StartResult;
import dev.coven.supervise.StopResult;
import java.util.Locale;

/** What the verbs about the daemon's service have in common: its service, and how they say it. */
abstract class ServiceVerb extends DaemonVerb {
  /** Set by the launcher to the directory that it lies in. */
  private static final String IMAGE_PROPERTY = "coven.image";

  /** Set by the launcher to the path by which it was called. */
  private static final String LAUNCHER_PROPERTY = "coven.launcher";

  ServiceVerb(Io io) {
    super(io);
  }

  /** The daemon that is meant. */
  final CovenService service() throws UnusableHomeException {
    return new CovenService(
        new ServiceContext(
            io.environment(),
            image(),
            System.getProperty(LAUNCHER_PROPERTY),
            instance(),
            voice()::say),
        new Keepers(io.environment()));
  }

  /** The directory of this program; null when it runs from none. */
  static String image() {
    return System.getProperty(IMAGE_PROPERTY);
  }

  static String sentence(StartResult result) {
    StringBuilder text =
        new StringBuilder(
            switch (result) {
              case StartResult.AlreadyRunning already ->
                  "Coven is already running" + process(already.health());
              case StartResult.Started started -> "Coven is running" + process(started.health());
              case StartResult.Asked asked ->
                  asked.supervisor() + " is starting Coven. To see: coven daemon status";
            });
    result.notes().forEach(note -> text.append(System.lineSeparator()).append("  ").append(note));
    return text.toString();
  }

  private static String process(Health health) {
    String keeper = health.supervisor().equals("none") ? "" : ", kept by " + health.supervisor();
    return " (pid "
        + health.daemon().pid()
        + keeper
        + ")"
        + (health.ok() ? "." : ", but cannot do its work: see coven daemon status.");
  }

  static String sentence(StopResult result) {
    return switch (result) {
      case StopResult.NotRunning() -> "Coven is not running.";
      case StopResult.Stopped stopped ->
          "Coven has stopped"
              + (stopped.pid().isPresent() ? " (pid " + stopped.pid().getAsLong() + ")" : "")
              + switch (stopped.manner()) {
                case DRAINED, ENDED -> ".";
                case TERMINATED -> "; it did not end by itself and was terminated.";
                case KILLED -> "; it did not end by itself and was killed.";
              }
              + ended(stopped);
    };
  }

  private static String ended(StopResult.Stopped stopped) {
    long live = stopped.liveSessions().orElse(0);
    if (live == 0) {
      return "";
    }
    String count = live == 1 ? " 1 live session " : " " + live + " live sessions ";
    return switch (stopped.sessions()) {
      case END -> count + "ended.";
      case GO_ON -> count + (live == 1 ? "goes on." : "go on.");
    };
  }

  static void describe(JsonObject document, StartResult result) {
    switch (result) {
      case StartResult.AlreadyRunning already -> {
        document.addProperty("outcome", "already_running");
        describe(document, already.health());
      }
      case StartResult.Started started -> {
        document.addProperty("outcome", "started");
        describe(document, started.health());
      }
      case StartResult.Asked asked -> {
        document.addProperty("outcome", "asked");
        document.addProperty("supervisor", asked.supervisor());
      }
    }
    JsonArray notes = new JsonArray();
    result.notes().forEach(notes::add);
    document.add("notes", notes);
  }

  private static void describe(JsonObject document, Health health) {
    document.addProperty("ok", health.ok());
    document.addProperty("pid", health.daemon().pid());
    document.add("startedAt", Json.timestamp(health.daemon().startedAt()));
    document.addProperty("socket", health.daemon().socket());
    document.addProperty("supervisor", health.supervisor());
  }

  static void describe(JsonObject document, StopResult result) {
    switch (result) {
      case StopResult.NotRunning() -> document.addProperty("outcome", "not_running");
      case StopResult.Stopped stopped -> {
        document.addProperty("outcome", stopped.manner().name().toLowerCase(Locale.ROOT));
        document.add(
            "pid", Json.nullable(stopped.pid().isPresent() ? stopped.pid().getAsLong() : null));
        Long live = stopped.liveSessions().isPresent() ? stopped.liveSessions().getAsLong() : null;
        Long none = live == null ? null : 0L;
        boolean ended = stopped.sessions() == StopResult.Fate.END;
        document.add("endedSessions", Json.nullable(ended ? live : none));
        document.add("keptSessions", Json.nullable(ended ? none : live));
      }
    }
  }
}
