package dev.coven.http;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.Json;
import dev.coven.contract.Reason;
import dev.coven.http.unix.UnixHttpServer;
import dev.coven.privacy.LogLine;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** A request as a resource sees it: path variables, query parameters, body. */
final class Request {
  private static final TaggedLogger LOG = Logger.tag("http");

  private final HttpServerExchange exchange;
  private final List<String> variables;
  private final Map<String, String> subject = new LinkedHashMap<>();

  Request(HttpServerExchange exchange, List<String> variables) {
    this.exchange = exchange;
    this.variables = variables;
    if (!variables.isEmpty()) {
      about("session", variables.getFirst());
    }
  }

  /** Notes what the request is about, for the log should it be refused. */
  void about(String key, String value) {
    subject.put(key, value);
  }

  /** What the request is about, as far as it was understood. */
  Map<String, String> subject() {
    return subject;
  }

  /** The raw text of the path's n-th variable; nothing is percent-decoded in this contract. */
  String variable(int n) {
    return variables.get(n);
  }

  /** The raw text of a query parameter; the first one where it is repeated. */
  Optional<String> parameter(String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? Optional.empty() : Optional.ofNullable(values.peekFirst());
  }

  /** A parameter that is a whole number; one beyond 64 bits is as large as can be. */
  Optional<Long> wholeNumber(String name) {
    return parameter(name).map(value -> wholeNumber(name, value));
  }

  /** The same of a header; an empty one counts as none. */
  Optional<Long> wholeNumberHeader(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
        .filter(value -> !value.isEmpty())
        .map(value -> wholeNumber(name, value));
  }

  private static long wholeNumber(String name, String value) {
    if (!value.matches("[+-]?[0-9]{1,100}")) {
      throw ApiException.badParameter(name, value, "`" + name + "` must be a whole number.");
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException beyond) {
      return value.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /**
   * The body, which must be one JSON object. Blocks until it has arrived.
   *
   * @throws ApiException {@code invalid_request} when it is malformed, broken off or too large
   */
  JsonObject body() {
    return object()
        .orElseThrow(
            () ->
                ApiException.invalid(Reason.BODY_MALFORMED, "request body must be a JSON object"));
  }

  /**
   * The body, for resources that refuse a malformed one in words of their own. Blocks until it has
   * arrived.
   *
   * @return empty when it is not one JSON object, or was broken off
   * @throws ApiException {@code invalid_request} when it is too large
   */
  Optional<JsonObject> object() {
    exchange.startBlocking();
    byte[] bytes;
    try {
      bytes = exchange.getInputStream().readAllBytes();
    } catch (IOException e) {
      if (UnixHttpServer.isBodyTooLarge(e)) {
        throw bodyTooLarge();
      }
      // It is not framed as it says, or was broken off; one that still listens is told.
      LOG.info(LogLine.of("request body is broken").with("cause", e.getMessage()));
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(Json.parseObject(text));
    } catch (CharacterCodingException | JsonParseException e) {
      return Optional.empty();
    }
  }

  static ApiException bodyTooLarge() {
    return new ApiException(ErrorCode.INVALID_REQUEST, "The request body is too large.")
        .withStatus(413)
        .with("reason", Reason.BODY_TOO_LARGE.wire())
        .with("maxBytes", Api.MAX_BODY_BYTES);
  }
}
