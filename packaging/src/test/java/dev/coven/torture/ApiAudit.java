package dev.coven.torture;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what the daemon tells of a session. */
final class ApiAudit {
  private static final int PAGE = 100;

  private ApiAudit() {}

  /**
   * Reads one session's events, page by page.
   *
   * @param session its id
   * @param checker compares its output
   * @return its events, in order
   * @throws AssertionError when its output is not the begin of what was printed
   */
  static List<SeenEvent> events(Api api, String session, PrintedChecker checker)
      throws IOException {
    List<SeenEvent> events = new ArrayList<>();
    boolean more = true;
    for (long after = 0; more; ) {
      JsonObject page = api.events(session, after, PAGE);
      for (JsonElement element : page.getAsJsonArray("events")) {
        JsonObject event = element.getAsJsonObject();
        events.add(SeenEvent.of(event));
        after = events.getLast().seq();
        if (events.getLast().kind().equals("output")) {
          checker.accept(SeenEvent.bytes(event));
        }
      }
      more = page.get("hasMore").getAsBoolean();
    }
    return events;
  }
}
