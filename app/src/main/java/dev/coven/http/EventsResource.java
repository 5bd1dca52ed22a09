package dev.coven.http;

import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.LedgerReader;
import dev.coven.ledger.StoredEvent;
import dev.coven.ledger.StoredSession;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** A session's events: as they are, and as a log for people. */
final class EventsResource {
  /** As the standard of server-sent events spells it. */
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final Ledger ledger;
  private final EventStreams streams;

  EventsResource(Ledger ledger, EventStreams streams) {
    this.ledger = ledger;
    this.streams = streams;
  }

  Response bySessionId(Request request) throws SQLException {
    return events(request, sessionId(request));
  }

  private static String sessionId(Request request) {
    return request
        .parameter("sessionId")
        .filter(text -> !text.isEmpty())
        .orElseThrow(
            () ->
                new ApiException(
                    ErrorCode.INVALID_REQUEST, "sessionId query parameter is required."));
  }

  /**
   * A session's events for as long as they come. {@code Last-Event-ID} stands above {@code
   * afterSeq}: a client that comes back repeats the address that it began with, and the header says
   * how far it has got since.
   */
  Answer stream(Request request) throws SQLException {
    String id = sessionId(request);
    Optional<Long> afterSeq = request.wholeNumber("afterSeq");
    Optional<Long> lastEvent = request.wholeNumberHeader(LAST_EVENT_ID);
    long after = lastEvent.or(() -> afterSeq).orElse(0L);
    return streams.answer(SessionsResource.require(ledger, id), Math.max(0, after));
  }

  Response ofSession(Request request) throws SQLException {
    return events(request, request.variable(0));
  }

  Response log(Request request) throws SQLException {
    EventPageBuilder page = builder(request, "[");
    fill(page, request, request.variable(0), EventJson::logEntry);
    return Response.of(200, page.close("]"));
  }

  private Response events(Request request, String id) throws SQLException {
    EventPageBuilder page = builder(request, "{\"events\":[");
    byte[] quoted = JsonTextWriter.quoted(id);
    fill(page, request, id, (event, out) -> EventJson.event(event, quoted, out));
    String cursor =
        page.lastSeq().isPresent() ? "{\"afterSeq\":" + page.lastSeq().getAsLong() + "}" : "null";
    return Response.of(
        200, page.close("],\"nextCursor\":" + cursor + ",\"hasMore\":" + page.hasMore() + "}"));
  }

  private static EventPageBuilder builder(Request request, String opening) {
    Optional<Long> limit = request.wholeNumber("limit");
    return limit.isPresent()
        ? EventPageBuilder.limited(opening, Math.clamp(limit.get(), 1, Api.MAX_PAGE))
        : EventPageBuilder.whole(opening);
  }

  private void fill(
      EventPageBuilder page,
      Request request,
      String id,
      BiConsumer<StoredEvent, AnswerBuffer> encoding)
      throws SQLException {
    Optional<Long> afterSeq = request.wholeNumber("afterSeq");
    Optional<String> afterEvent = request.parameter("afterEventId");
    StoredSession session = SessionsResource.require(ledger, id);
    ledger.read(
        reader -> {
          long after = afterSeq.isPresent() ? afterSeq.get() : seqOf(reader, afterEvent);
          reader.events(
              session.key(), Math.max(0, after), page.wanted(), event -> page.add(event, encoding));
          return page;
        });
  }

  /** An event that is not known, perhaps since it was pruned, does not narrow the answer. */
  private static long seqOf(LedgerReader reader, Optional<String> eventId) throws SQLException {
    if (eventId.isEmpty()) {
      return 0;
    }
    OptionalLong seq = reader.seqOf(eventId.get());
    return seq.orElse(0);
  }
}
