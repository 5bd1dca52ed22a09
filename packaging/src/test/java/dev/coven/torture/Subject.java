package dev.coven.torture;

import com.google.gson.JsonObject;
import java.nio.file.Path;

/**
 * A session under torture: what was asked for, and what the daemon has said of it since. Changed by
 * the torture's own thread and its witness.
 */
final class Subject {
  private final String id;
  private final Printed printed;
  private final int life;
  private volatile boolean acknowledged;
  private volatile boolean killRequested;
  private volatile JsonObject last;

  /**
   * A session.
   *
   * @param id chosen by the client, so that it is known also when the answer was lost
   * @param printed what its harness prints
   * @param life the run of the daemon in which it was asked for, counted within its home
   */
  Subject(String id, Printed printed, int life) {
    this.id = id;
    this.printed = printed;
    this.life = life;
  }

  String id() {
    return id;
  }

  Printed printed() {
    return printed;
  }

  int life() {
    return life;
  }

  /** The body of its launch. */
  JsonObject request(Path project) {
    JsonObject request = new JsonObject();
    request.addProperty("id", id);
    request.addProperty("projectRoot", project.toString());
    request.addProperty("harness", printed.harness());
    request.addProperty("prompt", printed.prompt());
    request.addProperty("launchMode", "nonInteractive");
    return request;
  }

  /** The daemon answered that it was launched. */
  void acknowledge() {
    acknowledged = true;
  }

  boolean isAcknowledged() {
    return acknowledged;
  }

  /** Its end is about to be asked for. */
  void requestKill() {
    killRequested = true;
  }

  boolean isKillRequested() {
    return killRequested;
  }

  /** Whether it was seen with a final status. */
  boolean isFinal() {
    return last != null;
  }

  static String status(JsonObject seen) {
    return seen.get("status").getAsString();
  }

  static boolean isOpen(JsonObject seen) {
    return switch (status(seen)) {
      case "created", "running" -> true;
      default -> false;
    };
  }

  /**
   * The daemon says this of it.
   *
   * @param seen its record
   * @throws AssertionError when a final status has changed, or cannot be true
   */
  synchronized void see(JsonObject seen) {
    JsonObject earlier = last;
    if (earlier != null && !earlier.equals(seen)) {
      throw new AssertionError("it had ended as " + earlier + ", but now is " + seen);
    }
    if (!isOpen(seen)) {
      requireTrue(seen);
      last = seen;
    }
  }

  private void requireTrue(JsonObject seen) {
    Integer exit = seen.get("exit_code").isJsonNull() ? null : seen.get("exit_code").getAsInt();
    boolean right =
        switch (status(seen)) {
          case "completed" -> exit != null && exit == 0 && mayEndWith(0);
          // Without an exit code: the daemon was killed before its harness was started.
          case "failed" -> exit == null ? !acknowledged : exit != 0 && mayEndWith(exit);
          case "killed" -> killRequested;
          case "orphaned" -> exit == null;
          default -> false;
        };
    if (!right) {
      throw new AssertionError("cannot be true of " + this + ": " + seen);
    }
  }

  private boolean mayEndWith(int exit) {
    return printed.lines() != Printed.ENDLESS && printed.exit() == exit;
  }

  /**
   * Requires that what was kept is all that this end allows.
   *
   * @param kinds the kinds of its events, in order
   * @param kept has compared its output
   * @throws AssertionError when an event is missing, or follows the last one
   */
  void requireEnd(Iterable<String> kinds, PrintedChecker kept) {
    String status = status(last);
    String wanted = status.equals("orphaned") ? "recovery" : "exit";
    String end = "none";
    for (String kind : kinds) {
      if (end.equals("exit") || end.equals("recovery")) {
        throw new AssertionError(this + ": " + kind + " behind its last event, " + end);
      }
      end = kind;
    }
    if (!end.equals(wanted)) {
      throw new AssertionError(this + ": the last event is " + end + ", not " + wanted);
    }
    if (status.equals("completed")
        || status.equals("failed") && !last.get("exit_code").isJsonNull()) {
      kept.requireWhole();
    }
  }

  @Override
  public String toString() {
    return "%s of life %d (%s%s%s; %s)"
        .formatted(
            id,
            life,
            acknowledged ? "launched" : "launch not answered",
            killRequested ? ", kill requested" : "",
            last == null ? "" : ", ended as " + status(last),
            printed);
  }
}
