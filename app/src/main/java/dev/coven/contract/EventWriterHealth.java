package dev.coven.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * The figures of the ledger's writer, since the daemon started.
 *
 * @param state how it does
 * @param queuedEvents pieces of output and state changes that wait
 * @param queuedBytes bytes of output that wait
 * @param capacityBytes bytes that may wait before terminals are held back
 * @param connectionOpens how often it opened the ledger
 * @param transactions committed transactions
 * @param committedEvents events in them
 * @param commitLatency how long a transaction takes
 */
public record EventWriterHealth(
    State state,
    long queuedEvents,
    long queuedBytes,
    long capacityBytes,
    long connectionOpens,
    long transactions,
    long committedEvents,
    CommitLatency commitLatency) {

  /**
   * How long transactions took from their begin to their commit, in milliseconds; null for none.
   *
   * @param lastMillis the last one
   * @param meanMillis the mean of those of the last minute
   * @param maxMillis the longest of those of the last minute
   */
  public record CommitLatency(Double lastMillis, Double meanMillis, Double maxMillis) {
    /** Nothing was committed yet, or nobody tells. */
    public static final CommitLatency NONE = new CommitLatency(null, null, null);

    private JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("lastMillis", lastMillis);
      json.addProperty("meanMillis", meanMillis);
      json.addProperty("maxMillis", maxMillis);
      return json;
    }
  }

  /** How the writer does. */
  public enum State {
    HEALTHY,
    /** The queue is more than half full: terminals are or will soon be held back. */
    PRESSURED,
    /** It cannot write. */
    FAILED;

    /** The word on the wire. */
    public String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The member {@code eventWriter} of health. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("state", state.wire());
    json.addProperty("queuedEvents", queuedEvents);
    json.addProperty("queuedBytes", queuedBytes);
    json.addProperty("capacityBytes", capacityBytes);
    // Zero by construction: a full queue holds the terminal back instead of dropping.
    json.addProperty("droppedOutputEvents", 0);
    json.addProperty("droppedOutputBytes", 0);
    json.addProperty("connectionOpens", connectionOpens);
    json.addProperty("transactions", transactions);
    json.addProperty("committedEvents", committedEvents);
    json.add("commitLatency", commitLatency.toJson());
    return json;
  }

  static EventWriterHealth fromJson(JsonElement element) {
    JsonObject json = element instanceof JsonObject object ? object : new JsonObject();
    State state =
        switch (Json.text(json, "state").orElse("")) {
          case "failed" -> State.FAILED;
          case "pressured" -> State.PRESSURED;
          default -> State.HEALTHY;
        };
    return new EventWriterHealth(
        state,
        Json.number(json, "queuedEvents").orElse(0),
        Json.number(json, "queuedBytes").orElse(0),
        Json.number(json, "capacityBytes").orElse(0),
        Json.number(json, "connectionOpens").orElse(0),
        Json.number(json, "transactions").orElse(0),
        Json.number(json, "committedEvents").orElse(0),
        // For people and monitors, who read the document itself.
        CommitLatency.NONE);
  }
}
