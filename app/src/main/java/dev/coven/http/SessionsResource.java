package dev.coven.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.Json;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.Reason;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.SessionCursor;
import dev.coven.ledger.StoredSession;
import dev.coven.session.Launched;
import dev.coven.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Sessions: list, read, launch. */
final class SessionsResource {
  private static final int DEFAULT_PAGE = 100;

  /** The names of a record's members alone are longer. */
  private static final int MIN_RECORD_BYTES = 300;

  private final Ledger ledger;
  private final Sessions sessions;

  SessionsResource(Ledger ledger, Sessions sessions) {
    this.ledger = ledger;
    this.sessions = sessions;
  }

  /** Without parameters the bare list that the oldest clients expect, with any of them a page. */
  Response list(Request request) throws SQLException {
    boolean paged =
        request.parameter("limit").isPresent()
            || request.parameter("cursor").isPresent()
            || request.parameter("includeArchived").isPresent();
    return paged ? page(request) : bareList();
  }

  private Response bareList() throws SQLException {
    // A record takes MIN_RECORD_BYTES at the least: with one row more than fit, it is too long.
    List<StoredSession> found =
        ledger.read(
            reader ->
                reader.sessions(
                    SessionCursor.NEWEST, false, Api.MAX_BODY_BYTES / MIN_RECORD_BYTES + 1));
    byte[] body = array(found).toString().getBytes(StandardCharsets.UTF_8);
    if (body.length > Api.MAX_BODY_BYTES) {
      throw new ApiException(
              ErrorCode.INVALID_REQUEST, "There are too many sessions for one answer; use `limit`.")
          .withStatus(413)
          .with("reason", Reason.USE_LIMIT.wire())
          .with("maxBytes", Api.MAX_BODY_BYTES);
    }
    return Response.of(200, body);
  }

  private Response page(Request request) throws SQLException {
    int limit = limit(request);
    boolean includeArchived = includeArchived(request);
    SessionCursor before = cursor(request);
    List<StoredSession> found =
        ledger.read(reader -> reader.sessions(before, includeArchived, limit + 1));
    JsonArray array = new JsonArray();
    int bytes = 0;
    SessionCursor next = null;
    for (StoredSession session : found) {
      JsonObject json = session.record().toJson();
      bytes += json.toString().getBytes(StandardCharsets.UTF_8).length + 1;
      boolean full = array.size() == limit || bytes > Api.MAX_BODY_BYTES - 1024;
      if (full && !array.isEmpty()) {
        break;
      }
      array.add(json);
      next = new SessionCursor(session.record().createdAt().toEpochMilli(), session.record().id());
    }
    JsonObject json = new JsonObject();
    boolean more = array.size() < found.size();
    json.add("sessions", array);
    json.add("next_cursor", Json.nullable(more ? next.encode() : null));
    return Response.ok(json);
  }

  private static int limit(Request request) {
    Optional<String> text = request.parameter("limit");
    if (text.isEmpty()) {
      return DEFAULT_PAGE;
    }
    try {
      int limit = Integer.parseInt(text.get());
      if (limit >= 1 && limit <= Api.MAX_PAGE) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like a number out of range.
    }
    throw ApiException.badParameter("limit", text.get(), "`limit` must be from 1 to 1000.");
  }

  private static boolean includeArchived(Request request) {
    String text = request.parameter("includeArchived").orElse("false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw ApiException.badParameter(
              "includeArchived", text, "`includeArchived` must be true or false.");
    };
  }

  private static SessionCursor cursor(Request request) {
    Optional<String> text = request.parameter("cursor");
    if (text.isEmpty()) {
      return SessionCursor.NEWEST;
    }
    return SessionCursor.decode(text.get())
        .orElseThrow(
            () ->
                ApiException.badParameter(
                    "cursor", text.get(), "`cursor` must be one that the daemon gave."));
  }

  Response get(Request request) throws SQLException {
    return Response.ok(require(ledger, request.variable(0)).record().toJson());
  }

  /** What launched a session, so that the same can be launched again. */
  Response request(Request request) throws SQLException {
    String id = request.variable(0);
    long key = require(ledger, id).key();
    String launched =
        ledger
            .read(reader -> reader.request(key))
            .orElseThrow(
                () ->
                    ApiException.ofSession(
                        ErrorCode.NOT_FOUND, id, "It is not known what launched this session."));
    return Response.of(200, launched.getBytes(StandardCharsets.UTF_8));
  }

  Response launch(Request request) throws Exception {
    LaunchRequest launch = LaunchRequest.fromJson(request.body());
    request.about("harness", launch.harness());
    request.about("project", launch.projectRoot());
    if (launch.id() != null) {
      request.about("session", launch.id());
    }
    Launched launched = sessions.launch(launch);
    return Response.of(launched.repeated() ? 200 : 201, launched.record().toJson());
  }

  private static JsonArray array(List<StoredSession> sessions) {
    JsonArray array = new JsonArray();
    sessions.forEach(session -> array.add(session.record().toJson()));
    return array;
  }

  /**
   * The session of this id.
   *
   * @throws ApiException {@code session_not_found}
   */
  static StoredSession require(Ledger ledger, String id) throws SQLException {
    return ledger
        .read(reader -> reader.session(id))
        .orElseThrow(
            () ->
                ApiException.ofSession(
                    ErrorCode.SESSION_NOT_FOUND, id, "No session with this id."));
  }
}
