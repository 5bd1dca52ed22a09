package dev.coven.http;

import dev.coven.contract.Completion;
import dev.coven.contract.ExternalSession;
import dev.coven.session.ExternalSessions;
import dev.coven.session.Launched;

/** Sessions that something other than the daemon runs: registered, and told to have ended. */
final class ExternalSessionResource {
  private final ExternalSessions sessions;

  ExternalSessionResource(ExternalSessions sessions) {
    this.sessions = sessions;
  }

  Response register(Request request) throws Exception {
    Launched registered = sessions.register(ExternalSession.fromJson(request.body()));
    return Response.of(registered.repeated() ? 200 : 201, registered.record().toJson());
  }

  Response complete(Request request) throws Exception {
    String id = request.variable(0);
    sessions.require(id);
    return Response.ok(sessions.complete(id, Completion.fromJson(request.body())).toJson());
  }
}
