package dev.coven.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A page of events as a client reads it.
 *
 * @param events in the order of their seq
 * @param nextAfterSeq where the next page begins; empty only when this page is
 * @param hasMore whether more events stand behind this page already
 */
public record EventPage(List<EventRecord> events, OptionalLong nextAfterSeq, boolean hasMore) {

  /** Reads a page from the wire. */
  public static EventPage fromJson(JsonObject json) {
    List<EventRecord> events = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("events")) {
      events.add(EventRecord.fromJson(element.getAsJsonObject()));
    }
    OptionalLong next =
        json.get("nextCursor") instanceof JsonObject cursor
            ? Json.number(cursor, "afterSeq")
            : OptionalLong.empty();
    return new EventPage(List.copyOf(events), next, Json.flag(json, "hasMore"));
  }
}
