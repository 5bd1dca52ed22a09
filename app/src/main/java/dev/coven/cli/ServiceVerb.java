package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.home.UnusableHomeException;
import dev.coven.supervise.StartResult;
import dev.coven.supervise.StopResult;
import dev.coven.supervise.Unsupervised;
import picocli.CommandLine.Option;

/** What start, stop and restart have in common: how they say what they did. */
abstract class ServiceVerb extends Verb {
  /** Set by the launcher to the directory that it lies in. */
  private static final String IMAGE_PROPERTY = "coven.image";

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  ServiceVerb(Io io) {
    super(io);
  }

  final Unsupervised service() throws UnusableHomeException {
    return new Unsupervised(
        io.home(), io.environment(), System.getProperty(IMAGE_PROPERTY), io::say);
  }

  /** Prints a document with {@code --json}, else the sentence. */
  final void print(JsonObject document, String sentence) {
    io.out().println(json ? JsonText.of(document) : sentence);
  }

  static String sentence(StartResult result) {
    long pid = result.health().daemon().pid();
    String state =
        result.health().ok() ? "." : ", but cannot do its work: see coven daemon status.";
    return switch (result) {
      case StartResult.AlreadyRunning _ -> "Coven is already running (pid " + pid + ")" + state;
      case StartResult.Started _ -> "Coven is running (pid " + pid + ")" + state;
    };
  }

  static String sentence(StopResult result) {
    return switch (result) {
      case StopResult.NotRunning() -> "Coven is not running.";
      case StopResult.Stopped stopped ->
          "Coven has stopped (pid "
              + stopped.pid()
              + ")"
              + switch (stopped.manner()) {
                case DRAINED -> ".";
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
    return live == 1 ? " 1 live session ended." : " " + live + " live sessions ended.";
  }

  static void describe(JsonObject document, StartResult result) {
    document.addProperty(
        "outcome",
        switch (result) {
          case StartResult.AlreadyRunning _ -> "already_running";
          case StartResult.Started _ -> "started";
        });
    document.addProperty("ok", result.health().ok());
    document.addProperty("pid", result.health().daemon().pid());
    document.add("startedAt", Json.timestamp(result.health().daemon().startedAt()));
    document.addProperty("socket", result.health().daemon().socket());
  }

  static void describe(JsonObject document, StopResult result) {
    switch (result) {
      case StopResult.NotRunning() -> document.addProperty("outcome", "not_running");
      case StopResult.Stopped stopped -> {
        document.addProperty("outcome", stopped.manner().name().toLowerCase(java.util.Locale.ROOT));
        document.addProperty("pid", stopped.pid());
        document.add(
            "endedSessions",
            Json.nullable(
                stopped.liveSessions().isPresent() ? stopped.liveSessions().getAsLong() : null));
      }
    }
  }
}
