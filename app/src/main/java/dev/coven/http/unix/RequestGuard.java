package dev.coven.http.unix;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.xnio.XnioExecutor;

/** Stands before the root handler: counts requests, refuses bad ones, keeps the body's deadline. */
final class RequestGuard implements HttpHandler {
  private static final Logger LOG = Logger.getLogger(RequestGuard.class);

  /**
   * The largest number of digits that surely fit a long; Undertow's parser wraps around silently.
   */
  private static final int MOST_LENGTH_DIGITS = 18;

  private final AtomicInteger active = new AtomicInteger();
  private final UnixHttpLimits limits;
  private final Predicate<PeerCredentials> peerCheck;
  private final Refusals refusals;
  private final HttpHandler next;
  private final Runnable onRequestEnd;
  private volatile boolean closing;

  /**
   * Guards a root handler.
   *
   * @param onRequestEnd told after each request, on any thread
   */
  RequestGuard(
      UnixHttpLimits limits,
      Predicate<PeerCredentials> peerCheck,
      Refusals refusals,
      HttpHandler root,
      Runnable onRequestEnd) {
    this.limits = limits;
    this.peerCheck = peerCheck;
    this.refusals = refusals;
    this.next = new HttpContinueReadHandler(root);
    this.onRequestEnd = onRequestEnd;
  }

  /** Returns the number of requests whose answer has not been written to its end. */
  int active() {
    return active.get();
  }

  /** From now on every answer that is not yet begun carries {@code Connection: close}. */
  void closeAfterAnswers() {
    closing = true;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    UnixConnection connection = UnixConnection.of(exchange);
    exchange.addExchangeCompleteListener(new InHand(exchange, connection));
    exchange.addResponseCommitListener(
        answered -> {
          if (closing) {
            answered.setPersistent(false);
          }
        });
    if (asksForClose(exchange.getRequestHeaders())) {
      exchange.setPersistent(false);
    }
    Refusal refusal = judge(exchange, connection);
    if (refusal != null) {
      refusals.answer(exchange, refusal);
      return;
    }
    if (!exchange.isRequestComplete() && exchange.getRequestContentLength() < 0) {
      HttpServerConnection carrier = (HttpServerConnection) exchange.getConnection();
      // The first wrapper is the innermost: Undertow's own conduit below it is not created.
      exchange.addRequestWrapper(
          (_, wrapped) -> new ChunkedBody(wrapped, carrier, limits.bodyBytes()));
    }
    next.handleRequest(exchange);
  }

  private Refusal judge(HttpServerExchange exchange, UnixConnection connection) {
    if (!peerCheck.test(connection.peer())) {
      return Refusal.FOREIGN_PEER;
    }
    if (!exchange.isHttp11() && !exchange.isHttp10()) {
      // Undertow parses HTTP/0.9, too, and would answer in the same.
      exchange.setProtocol(Protocols.HTTP_1_1);
      return Refusal.MALFORMED;
    }
    // Only what has been received can be too large: most requests need not be counted.
    if (connection.received() > limits.headerBytes()
        && headBytes(exchange) > limits.headerBytes()) {
      return Refusal.HEADERS_TOO_LARGE;
    }
    if (requestLineBytes(exchange) > limits.requestLineBytes()) {
      return Refusal.REQUEST_LINE_TOO_LONG;
    }
    if (!isLengthPlain(exchange)) {
      return Refusal.AMBIGUOUS_LENGTH;
    }
    return exchange.getRequestContentLength() > limits.bodyBytes() ? Refusal.BODY_TOO_LARGE : null;
  }

  private static int requestLineBytes(HttpServerExchange exchange) {
    String query = exchange.getQueryString();
    return exchange.getRequestMethod().length()
        + exchange.getRequestURI().length()
        + (query.isEmpty() ? 0 : query.length() + 1)
        + exchange.getProtocol().length()
        + 2;
  }

  private static long headBytes(HttpServerExchange exchange) {
    long bytes = requestLineBytes(exchange) + 2;
    for (HeaderValues values : exchange.getRequestHeaders()) {
      for (String value : values) {
        bytes += values.getHeaderName().length() + value.length() + 4;
      }
    }
    return bytes + 2;
  }

  /**
   * Undertow refuses repeated lengths, and a length beside a transfer encoding. It takes any
   * transfer encoding but identity for chunked, and reads a length of 2^64+1 as 1.
   */
  private static boolean isLengthPlain(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    String encoding = headers.getFirst(Headers.TRANSFER_ENCODING);
    if (encoding != null) {
      return exchange.isHttp11() && encoding.equalsIgnoreCase("chunked");
    }
    String length = headers.getFirst(Headers.CONTENT_LENGTH);
    return length == null || length.length() <= MOST_LENGTH_DIGITS;
  }

  /** Undertow heeds {@code close} only if it is the header's whole and first value. */
  private static boolean asksForClose(HeaderMap headers) {
    HeaderValues values = headers.get(Headers.CONNECTION);
    if (values == null) {
      return false;
    }
    for (String value : values) {
      for (String token : value.split(",")) {
        if (token.strip().equalsIgnoreCase("close")) {
          return true;
        }
      }
    }
    return false;
  }

  /** One request from its headers to the end of its answer. */
  private final class InHand implements ExchangeCompletionListener {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final UnixConnection connection;
    private final XnioExecutor.Key deadline;

    InHand(HttpServerExchange exchange, UnixConnection connection) {
      this.connection = connection;
      active.incrementAndGet();
      connection.requestBegins();
      this.deadline =
          exchange.isRequestComplete()
              ? XnioExecutor.Key.IMMEDIATE
              : connection
                  .getIoThread()
                  .executeAfter(
                      () -> cutOff(exchange),
                      limits.bodyTimeout().toMillis(),
                      TimeUnit.MILLISECONDS);
    }

    private void cutOff(HttpServerExchange exchange) {
      if (!exchange.isRequestComplete()) {
        LOG.debugf("%s did not send its whole body in time: connection closed", connection);
        connection.expireReads();
      }
    }

    @Override
    public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
      try {
        if (ended.compareAndSet(false, true)) {
          if (connection.isLost()) {
            // Else Undertow would begin to time how long it is idle, and hold it for all that time.
            exchange.setPersistent(false);
          }
          deadline.remove();
          connection.requestEnds();
          active.decrementAndGet();
          onRequestEnd.run();
        }
      } finally {
        nextListener.proceed();
      }
    }
  }
}
