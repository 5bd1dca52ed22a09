package dev.coven.http;

import dev.coven.contract.ApiException;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.Health;
import dev.coven.contract.Reason;
import dev.coven.contract.ShutdownRequest;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.daemonology.EchoPulse;
import dev.coven.daemonology.Pulse;
import dev.coven.harness.HarnessCapabilities;
import dev.coven.harness.Harnesses;
import dev.coven.home.CurrentUser;
import dev.coven.http.unix.PeerCredentials;
import dev.coven.http.unix.Refusal;
import dev.coven.http.unix.UnixHttpLimits;
import dev.coven.http.unix.UnixHttpServer;
import dev.coven.ledger.Ledger;
import dev.coven.privacy.LogLine;
import dev.coven.session.Sessions;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Serves the contract on a listener that is bound before this starts. */
public final class HttpService extends ContractDaemon {
  /** How long requests in hand may take when the daemon ends. */
  private static final Duration DRAIN_BUDGET = Duration.ofSeconds(2);

  /**
   * How long clients of event streams are given to take what they are owed. All of them come back
   * where they were, and who waits for the next daemon waits for this, too.
   */
  private static final Duration STREAM_BUDGET = Duration.ofMillis(200);

  private static final TaggedLogger LOG = Logger.tag("http");

  private final Supplier<AFUNIXServerSocketChannel> listener;
  private final RefusalLog refusals = new RefusalLog(System::nanoTime);
  private final EventStreams streams;
  private final Router router;
  private final long user = CurrentUser.uid();
  private UnixHttpServer server;

  /**
   * The service.
   *
   * @param listener the bound listener
   * @param daemon which daemon answers
   * @param health what it says of itself
   * @param harnesses what it can launch
   * @param capabilities what is known of these
   * @param ledger what it reads
   * @param sessions what it launches and ends
   * @param shutdown ends the daemon; must return at once
   */
  public HttpService(
      Supplier<AFUNIXServerSocketChannel> listener,
      DaemonIdentity daemon,
      Supplier<Health> health,
      Harnesses harnesses,
      HarnessCapabilities capabilities,
      Ledger ledger,
      Sessions sessions,
      Runnable shutdown) {
    super("http");
    this.listener = listener;
    HealthResource self = new HealthResource(health);
    CapabilitiesResource able = new CapabilitiesResource(harnesses, capabilities);
    ActionsResource action = new ActionsResource(able, capabilities);
    SessionsResource session = new SessionsResource(ledger, sessions);
    LiveSessionResource live = new LiveSessionResource(sessions);
    PastSessionResource past = new PastSessionResource(sessions.past());
    ExternalSessionResource external = new ExternalSessionResource(sessions.external());
    AnswerMemory memory = new AnswerMemory();
    this.streams = new EventStreams(ledger, memory);
    EventsResource events = new EventsResource(ledger, streams);
    ShutdownResource end = new ShutdownResource(daemon, shutdown);
    this.router =
        new Router(
            memory,
            refusals,
            List.of(
                Route.of(Methods.GET, "/health", false, self::health),
                Route.of(Methods.GET, "/api-version", false, self::apiVersion),
                Route.of(Methods.GET, "/openapi.json", true, new OpenApiResource()::document),
                Route.of(Methods.GET, "/capabilities", true, able::catalog),
                Route.of(Methods.GET, "/capabilities/harnesses", true, able::harnesses),
                Route.of(Methods.GET, "/capabilities/*", true, able::harness),
                Route.of(Methods.POST, "/actions", true, action::act),
                Route.listing("/sessions", session::list),
                Route.of(Methods.POST, "/sessions", true, session::launch),
                Route.of(Methods.POST, "/sessions/external", true, external::register),
                Route.of(Methods.GET, "/sessions/*", true, session::get),
                Route.listing("/sessions/*/request", session::request),
                Route.of(Methods.DELETE, "/sessions/*", true, past::delete),
                Route.of(Methods.POST, "/sessions/*/input", true, live::input),
                Route.of(Methods.POST, "/sessions/*/kill", true, live::kill),
                Route.of(Methods.POST, "/sessions/*/resize", true, live::resize),
                Route.of(Methods.POST, "/sessions/*/archive", true, past::archive),
                Route.of(Methods.POST, "/sessions/*/restore", true, past::restore),
                Route.of(Methods.POST, "/sessions/*/complete", true, external::complete),
                Route.listing("/sessions/*/events", events::ofSession),
                Route.listing("/sessions/*/log", events::log),
                Route.listing("/events", events::bySessionId),
                Route.of(Methods.GET, "/events/stream", true, events::stream),
                Route.of(Methods.POST, ShutdownRequest.ROUTE, true, end::shutdown)));
  }

  /** What is served, in the order in which it is looked for. */
  List<Route> routes() {
    return router.routes();
  }

  /**
   * Show whether requests are read, and whether those that may block are executed. To be felt only
   * while this runs.
   */
  public List<Pulse> pulses() {
    return List.of(
        new EchoPulse(name(), "its I/O thread does not answer", task -> server.ping(task)),
        new EchoPulse(
            name(),
            "requests are not executed",
            task -> Thread.ofVirtual().name("coven-pulse").start(task)));
  }

  @Override
  protected void onStart() throws IOException {
    server =
        own(
            new UnixHttpServer(
                listener.get(),
                UnixHttpLimits.DEFAULT,
                router,
                this::isUser,
                this::refusal,
                this::fail));
    server.start();
  }

  @Override
  protected void onShutdown() throws InterruptedException {
    server.stopAccepting();
    streams.drain(STREAM_BUDGET);
    if (!server.drain(DRAIN_BUDGET)) {
      LOG.warn(LogLine.of("requests were cut off").with("requests", server.activeRequests()));
    }
  }

  private boolean isUser(PeerCredentials peer) {
    if (peer.uid() == user) {
      return true;
    }
    refusals.write(
        LogLine.of("refused another user")
            .with("uid", peer.uid())
            .with("pid", peer.pid())
            .with("code", ErrorCode.FORBIDDEN.wire()));
    return false;
  }

  private byte[] refusal(Refusal refusal) {
    ApiException answer =
        switch (refusal) {
          case FOREIGN_PEER ->
              new ApiException(ErrorCode.FORBIDDEN, "The socket belongs to another user.");
          case MALFORMED ->
              new ApiException(
                  ErrorCode.INVALID_REQUEST,
                  "This is not valid HTTP/1.1, which also needs exactly one Host header.");
          case AMBIGUOUS_LENGTH ->
              ApiException.invalid(
                  Reason.BODY_MALFORMED, "The length of the request body is ambiguous.");
          case BODY_TOO_LARGE -> Request.bodyTooLarge();
          case REQUEST_LINE_TOO_LONG ->
              new ApiException(ErrorCode.INVALID_REQUEST, "The request line is too long.")
                  .with("maxBytes", UnixHttpLimits.DEFAULT.requestLineBytes());
          case HEADERS_TOO_LARGE ->
              new ApiException(ErrorCode.INVALID_REQUEST, "The request's headers are too large.")
                  .with("maxBytes", UnixHttpLimits.DEFAULT.headerBytes());
        };
    if (refusal != Refusal.FOREIGN_PEER) {
      refusals.request("request", Map.of(), answer);
    }
    return answer.toJson().toString().getBytes(StandardCharsets.UTF_8);
  }
}
