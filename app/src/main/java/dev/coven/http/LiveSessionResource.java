package dev.coven.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.coven.contract.ApiException;
import dev.coven.contract.Reason;
import dev.coven.contract.TerminalSize;
import dev.coven.session.Sessions;

/** What is done to a live session: it is typed to, killed, resized. */
final class LiveSessionResource {
  private final Sessions sessions;

  LiveSessionResource(Sessions sessions) {
    this.sessions = sessions;
  }

  Response input(Request request) throws Exception {
    String id = request.variable(0);
    sessions.requireTypable(id);
    JsonElement data = request.body().get("data");
    if (!(data instanceof JsonPrimitive p) || !p.isString()) {
      throw ApiException.invalid(
              data == null ? Reason.FIELD_MISSING : Reason.FIELD_TYPE,
              "request body requires string field `data`")
          .with("field", "data");
    }
    sessions.send(id, data.getAsString());
    return accepted();
  }

  Response kill(Request request) throws Exception {
    sessions.kill(request.variable(0));
    return accepted();
  }

  Response resize(Request request) throws Exception {
    String id = request.variable(0);
    sessions.requireResizable(id);
    sessions.resize(id, TerminalSize.fromJson(request.body()));
    return accepted();
  }

  private static Response accepted() {
    JsonObject json = new JsonObject();
    json.addProperty("ok", true);
    json.addProperty("accepted", true);
    return Response.of(202, json);
  }
}
