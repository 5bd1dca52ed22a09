package dev.coven.http;

import com.google.gson.JsonObject;
import dev.coven.session.PastSessions;

/** What is done with a session that has ended: it is put away, brought back, deleted. */
final class PastSessionResource {
  private final PastSessions sessions;

  PastSessionResource(PastSessions sessions) {
    this.sessions = sessions;
  }

  Response archive(Request request) throws Exception {
    return Response.ok(sessions.archive(request.variable(0)).toJson());
  }

  Response restore(Request request) throws Exception {
    return Response.ok(sessions.restore(request.variable(0)).toJson());
  }

  Response delete(Request request) throws Exception {
    sessions.delete(request.variable(0));
    JsonObject json = new JsonObject();
    json.addProperty("ok", true);
    json.addProperty("deleted", true);
    return Response.ok(json);
  }
}
