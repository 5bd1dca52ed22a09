package dev.coven.handover;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What one client has heard of one session: every byte compared, no event twice. */
final class Heard {
  private static final byte[] NO_BODY = new byte[0];

  private final Talk talk;
  private final Caller caller;
  private final Listener listener;
  private long after;
  private boolean over;

  /**
   * Nothing yet.
   *
   * @param caller asks how the session ended
   */
  Heard(Talk talk, Caller caller) {
    this.talk = talk;
    this.caller = caller;
    this.listener = new Listener(talk);
  }

  Talk talk() {
    return talk;
  }

  Listener listener() {
    return listener;
  }

  /** The last event that was heard. */
  long after() {
    return after;
  }

  /** Whether the session's end was heard. */
  boolean isOver() {
    return over;
  }

  /**
   * Takes the event that follows.
   *
   * @throws AssertionError when it is another, or the session ended otherwise than it should
   */
  void take(JsonObject event) throws IOException {
    long seq = event.get("seq").getAsLong();
    if (seq <= after || over) {
      throw new AssertionError(talk + ": after " + after + " came " + event);
    }
    after = seq;
    JsonObject payload = Api.payload(event);
    switch (event.get("kind").getAsString()) {
      case "output" -> listener.accept(bytes(payload));
      case "exit" -> {
        over = true;
        listener.requireWhole();
        requireEnd();
      }
      case "recovery" -> requireAdopted(payload);
      default -> {
        // What was typed is repeated by the harness itself, and counted there.
      }
    }
  }

  private static byte[] bytes(JsonObject payload) {
    return payload.has("raw")
        ? Base64.getDecoder().decode(payload.get("raw").getAsString())
        : payload.get("data").getAsString().getBytes(StandardCharsets.UTF_8);
  }

  private void requireAdopted(JsonObject payload) {
    if (!payload.get("reason").getAsString().equals("adopted")) {
      throw new AssertionError(talk + " was lost: " + payload);
    }
  }

  private void requireEnd() throws IOException {
    JsonObject session =
        caller.repeated("GET", "/sessions/" + talk.tag(), NO_BODY).expect(200).object();
    String status = session.get("status").getAsString();
    if (session.get("exit_code").getAsInt() != talk.exit()
        || !status.equals(talk.exit() == 0 ? "completed" : "failed")) {
      throw new AssertionError(talk + " ended as " + session);
    }
  }
}
