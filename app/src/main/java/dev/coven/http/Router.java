package dev.coven.http;

import com.google.gson.JsonArray;
import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.privacy.LogLine;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Finds who answers a request, and turns refusals and faults into the error envelope. */
final class Router implements HttpHandler {
  /** How long a client should wait before it tries a daemon again that takes no launches. */
  private static final String RETRY_SECONDS = "1";

  private static final TaggedLogger LOG = Logger.tag("http");

  private final AnswerMemory memory;
  private final RefusalLog refusals;
  private final List<Route> routes;
  private final long pid = ProcessHandle.current().pid();
  private final AtomicLong requests = new AtomicLong();

  /**
   * A router.
   *
   * @param memory what answers may take of the heap
   * @param refusals where it is written down what was refused
   * @param routes all there are
   */
  Router(AnswerMemory memory, RefusalLog refusals, List<Route> routes) {
    this.memory = memory;
    this.refusals = refusals;
    this.routes = List.copyOf(routes);
  }

  List<Route> routes() {
    return routes;
  }

  private record Match(Route route, List<String> variables) {}

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    RequestId id = new RequestId(pid, requests.incrementAndGet());
    try {
      refuseBrowsers(exchange, id);
      Match match = find(exchange, id);
      Request request = new Request(exchange, match.variables());
      Runnable answering = () -> id.run(() -> answer(exchange, match.route(), request));
      if (match.route().blocking()) {
        exchange.dispatch(answering);
      } else {
        answering.run();
      }
    } catch (ApiException e) {
      send(exchange, Response.error(e));
    }
  }

  /** A page in a browser must never reach the daemon, through whatever proxy. */
  private void refuseBrowsers(HttpServerExchange exchange, RequestId id) {
    if (exchange.getRequestHeaders().contains(Headers.ORIGIN)) {
      String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
      LogLine line = LogLine.of("refused a browser").with("code", ErrorCode.FORBIDDEN.wire());
      id.run(() -> refusals.write(line.with("origin", origin)));
      throw new ApiException(ErrorCode.FORBIDDEN, "Requests from browsers are refused.");
    }
  }

  private Match find(HttpServerExchange exchange, RequestId id) {
    List<String> path = split(withoutPrefix(rawPath(exchange), id));
    // As text: the names of methods are told apart by case, and HttpString does not.
    String wanted = exchange.getRequestMethod().toString();
    String method = wanted.equals(Methods.HEAD_STRING) ? Methods.GET_STRING : wanted;
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<List<String>> variables = route.match(path);
      if (variables.isPresent()) {
        if (route.method().toString().equals(method)) {
          return new Match(route, variables.get());
        }
        allowed.add(route.method().toString());
        if (route.method().equals(Methods.GET)) {
          allowed.add(Methods.HEAD_STRING);
        }
      }
    }
    if (!allowed.isEmpty()) {
      // Clients of this contract branch on not_found even here; the header tells the rest.
      exchange.getResponseHeaders().put(Headers.ALLOW, String.join(", ", allowed));
    }
    throw new ApiException(ErrorCode.NOT_FOUND, "Route not found.");
  }

  /**
   * The path as it was sent. Undertow's own ends at a semicolon, and would name another session.
   */
  private static String rawPath(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    if (!exchange.isHostIncludedInRequestURI()) {
      return uri;
    }
    int path = uri.indexOf('/', uri.indexOf("://") + "://".length());
    return path < 0 ? "/" : uri.substring(path);
  }

  /** {@code /api/v1/x} and its unversioned alias {@code /x} are the same route. */
  private String withoutPrefix(String path, RequestId id) {
    if (path.startsWith(Api.PREFIX + "/")) {
      return path.substring(Api.PREFIX.length());
    }
    if (!path.startsWith("/api/")) {
      return path;
    }
    String family = path.substring("/api/".length()).split("/", 2)[0];
    if (family.matches("v[0-9]+") && !family.equals(Api.ROUTE_FAMILY)) {
      JsonArray supported = new JsonArray();
      supported.add(Api.ROUTE_FAMILY);
      ApiException unsupported =
          new ApiException(ErrorCode.INVALID_REQUEST, "Unsupported API version.")
              .withStatus(404)
              .with("apiVersion", family)
              .with("supportedApiVersions", supported);
      id.run(() -> refusals.request("request", Map.of(), unsupported));
      throw unsupported;
    }
    throw new ApiException(ErrorCode.NOT_FOUND, "Route not found.");
  }

  /** The segments of a path; a trailing or doubled slash gives an empty one, which no route has. */
  static List<String> split(String path) {
    return Arrays.asList(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }

  private void answer(HttpServerExchange exchange, Route route, Request request) {
    boolean body = route.method().equals(Methods.POST) && !exchange.isRequestComplete();
    int cost = AnswerMemory.cost(route.list(), body, exchange.getRequestContentLength());
    if (cost == 0) {
      send(exchange, answer(route, request));
      return;
    }
    AnswerMemory.Share share;
    try {
      share = memory.take(cost);
    } catch (ApiException e) {
      send(exchange, busy(e));
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      send(exchange, internal(e));
      return;
    }
    // Given back when the answer is sent or cut off: until then it lies in the heap.
    exchange.addExchangeCompleteListener(
        (done, next) -> {
          share.shrinkTo(0);
          next.proceed();
        });
    Answer answer = answer(route, request);
    share.shrinkTo(answer.heldBytes());
    send(exchange, answer);
  }

  private static Response busy(ApiException refusal) {
    return Response.error(refusal).withHeader(Headers.RETRY_AFTER_STRING, RETRY_SECONDS);
  }

  private Answer answer(Route route, Request request) {
    try {
      return route.resource().answer(request);
    } catch (ApiException refusal) {
      if (!route.method().equals(Methods.GET)) {
        // What was to be done and was not; who only looks, and looks again, is told and no more.
        refusals.request(route.purpose(), request.subject(), refusal);
      }
      return refusal.code() == ErrorCode.RUNTIME_UNAVAILABLE
          ? busy(refusal)
          : Response.error(refusal);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return internal(e);
    } catch (Exception e) {
      return internal(e);
    }
  }

  /** Tells nothing about files or SQL; the log does, under the request's name. */
  private static Response internal(Exception cause) {
    LogLine line = LogLine.of("request failed").with("code", ErrorCode.INTERNAL_ERROR.wire());
    LOG.error(cause, line.toString());
    ApiException failure =
        new ApiException(ErrorCode.INTERNAL_ERROR, "The daemon failed; its log says why.");
    return Response.error(
        RequestId.current().map(id -> failure.with("request", id.toString())).orElse(failure));
  }

  static void send(HttpServerExchange exchange, Answer answer) {
    if (exchange.isResponseStarted() || !exchange.getConnection().isOpen()) {
      // The client went away, or broke its own body off: there is nobody to answer.
      exchange.endExchange();
      return;
    }
    answer.send(exchange);
  }
}
