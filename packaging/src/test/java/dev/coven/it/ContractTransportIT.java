package dev.coven.it;

import static dev.coven.it.Contract.requireDetail;
import static dev.coven.it.Contract.requireError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP itself: what is refused, and how every kind of client is served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractTransportIT {
  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_HEADERS = 64 * 1024;
  private static final String TOO_LARGE = "{\"reason\":\"body_too_large\",\"maxBytes\":4194304}";
  private static final String MALFORMED = "{\"reason\":\"body_malformed\"}";

  @AutoClose private final Contract contract = Contract.open();

  private static Arguments of(String name, String request) {
    return Arguments.of(name, request);
  }

  static Stream<Arguments> noHttp() {
    return Stream.of(
        of("no version", "GET /health\r\n\r\n"),
        of("a version of the past", "GET /health HTTP/0.9\r\nHost: x\r\n\r\n"),
        of("a version of the future", "GET /health HTTP/2.0\r\nHost: x\r\n\r\n"),
        of("a version in lower case", "GET /health http/1.1\r\nHost: x\r\n\r\n"),
        of("another protocol", "GET /health FTP/1.1\r\nHost: x\r\n\r\n"),
        of("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        of("TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"),
        of("NUL bytes", "\0\0\0\0\r\n\r\n"),
        of("no method", " /health HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a method that is no token", "G(T /health HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a method with a NUL", "G\0T /health HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("no path", "GET HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a path that is not ASCII", "GET /h\u00e9alth HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a path with a backslash", "GET /health\\x HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a path with a quote", "GET /sessions/\" HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a path with half an escape", "GET /sessions/% HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a path with a bad escape", "GET /sessions/%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a query with a bad escape", "GET /events?x=%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a path that is a star", "GET * HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("another host in the path", "GET http://y/health HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("a path with a NUL", "GET /health\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("three words and one more", "GET /health x HTTP/1.1\r\nHost: x\r\n\r\n"),
        of("no Host", "GET /health HTTP/1.1\r\n\r\n"),
        of("two Hosts", "GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
        of("twice the same Host", "GET /health HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"),
        of("a header without a colon", "GET /health HTTP/1.1\r\nHost: x\r\nnothing\r\n\r\n"),
        of("a header without a name", "GET /health HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"),
        of("a name that is no token", "GET /health HTTP/1.1\r\nHost: x\r\na(b: y\r\n\r\n"),
        of("a name with a blank", "GET /health HTTP/1.1\r\nHost: x\r\na b: y\r\n\r\n"),
        of("a blank before the colon", "GET /health HTTP/1.1\r\nHost : x\r\n\r\n"),
        of("a header with a NUL", "GET /health HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"),
        of("a first header that begins with a blank", "GET /health HTTP/1.1\r\n Host: x\r\n\r\n"),
        of(
            "more than 200 headers",
            "GET /health HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(201) + "\r\n"),
        of(
            "more than 1000 parameters",
            "GET /health?" + "a=b&".repeat(1002) + " HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("noHttp")
  void whatIsNoHttpIsRefused(String name, String request) throws IOException {
    requireError(contract.rawToEnd(request), 400, "invalid_request", "");
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: x",
        "Content-Length: -2",
        "Content-Length: +2",
        "Content-Length: 0x2",
        "Content-Length: 2.0",
        "Content-Length: 2 2",
        "Content-Length: 2,2",
        "Content-Length: 2\r\n 2",
        "Content-Length:",
        "Content-Length: 18446744073709551618",
        "Content-Length: 9223372036854775808",
        "Content-Length: 99999999999999999999999999",
        "Content-Length: \u0662",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 2",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding:"
      })
  void aBodyWhoseLengthIsUnclearIsRefused(String headers) throws IOException {
    for (String method : List.of("POST", "GET")) {
      Reply reply =
          contract.rawToEnd(
              method + " /api/v1/sessions HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n{}");
      assertEquals(400, reply.status(), () -> method + " " + reply);
      assertEquals(
          "invalid_request", reply.object().getAsJsonObject("error").get("code").getAsString());
    }
  }

  @Order(1)
  @Test
  void aChunkedBodyOfHttp10IsRefused() throws IOException {
    requireError(
        contract.rawToEnd(
            "POST /sessions HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
        400,
        "invalid_request",
        MALFORMED);
  }

  static Stream<Arguments> malformedChunks() {
    return Stream.of(
        of("no size", "\r\n{}\r\n0\r\n\r\n"),
        of("a size that is none", "zz\r\n{}\r\n0\r\n\r\n"),
        of("a negative size", "-2\r\n{}\r\n0\r\n\r\n"),
        of("a size with a sign", "+2\r\n{}\r\n0\r\n\r\n"),
        of("a size with 0x", "0x2\r\n{}\r\n0\r\n\r\n"),
        of("a size behind a blank", " 2\r\n{}\r\n0\r\n\r\n"),
        of("two sizes", "2 2\r\n{}\r\n0\r\n\r\n"),
        of("a size beyond 64 bits", "10000000000000002\r\n{}\r\n0\r\n\r\n"),
        of("a size line that ends in LF alone", "2\n{}\r\n0\r\n\r\n"),
        of("a size line that ends in CR alone", "2\r{}\r\n0\r\n\r\n"),
        of("a chunk longer than its size", "1\r\n{}\r\n0\r\n\r\n"),
        of("a chunk that ends in LF alone", "2\r\n{}\n0\r\n\r\n"),
        of("no line behind a chunk", "2\r\n{}0\r\n\r\n"),
        of("an extension with a NUL", "2;a=\0\r\n{}\r\n0\r\n\r\n"),
        of("an extension of 5000 bytes", "2;" + "a".repeat(5000) + "\r\n{}\r\n0\r\n\r\n"),
        of("trailers of 5000 bytes", "2\r\n{}\r\n0\r\n" + "A: bc\r\n".repeat(1000) + "\r\n"));
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedChunks")
  void aBodyInMalformedChunksIsRefused(String name, String body) throws IOException {
    String head = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    requireError(contract.rawToEnd(head + body), 400, "invalid_request", MALFORMED);
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\n\r\n{}",
        "Transfer-Encoding: chunked\r\n\r\n2\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
      })
  void aBodyThatIsBrokenOffIsRefused(String rest) throws IOException {
    try (RawHttp http = contract.connect()) {
      http.send("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n" + rest);
      http.endSending();
      requireError(contract.whole(http.receive()), 400, "invalid_request", MALFORMED);
      assertEquals(0, http.receiveToEnd().length);
    }
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"", "Expect: 100-continue\r\n"})
  void anAnnouncedBodyAbove4MiBIsRefusedUnread(String expect) throws IOException {
    String head = "POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n";
    requireError(
        contract.rawToEnd(head.formatted(MAX_BODY + 1, expect)), 413, "invalid_request", TOO_LARGE);
  }

  @Order(1)
  @Test
  void aChunkedBodyAbove4MiBIsRefusedBeforeItsEnd() throws IOException {
    String head = "POST /sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    String chunk = "100000\r\n" + "x".repeat(0x100000) + "\r\n";
    requireError(
        contract.rawToEnd(head + chunk.repeat(4) + "1\r\nx"), 413, "invalid_request", TOO_LARGE);
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"GET /", "GET /health?", "POST /api/v1/sessions/"})
  void aRequestLineAbove16KiBIsRefused(String begin) throws IOException {
    String end = " HTTP/1.1";
    String line = begin + "a".repeat(MAX_LINE + 1 - begin.length() - end.length()) + end;
    requireError(
        contract.rawToEnd(line + "\r\nHost: x\r\n\r\n"),
        414,
        "invalid_request",
        "{\"maxBytes\":16384}");
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(ints = {1, 4096, 1024 * 1024})
  void headersAbove64KiBAreRefused(int beyond) throws IOException {
    requireError(
        contract.rawToEnd(headOf(MAX_HEADERS + beyond)),
        431,
        "invalid_request",
        "{\"maxBytes\":65536}");
  }

  /** A request whose line and headers are so long together, with the empty line. */
  private static String headOf(int bytes) {
    String begin = "GET /api-version HTTP/1.1\r\nHost: x\r\nX: ";
    return begin + "a".repeat(bytes - begin.length() - 4) + "\r\n\r\n";
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "https://evil.example", "null", "file://", ""})
  void aBrowserGetsNothing(String origin) throws IOException {
    for (String request :
        List.of("GET /health", "POST /sessions", "DELETE /x", "OPTIONS /health")) {
      Reply reply =
          contract.raw(request + " HTTP/1.1\r\nHost: x\r\nOrigin: " + origin + "\r\n\r\n");
      requireError(reply, 403, "forbidden", "");
      for (String header : List.of("Allow", "Access-Control-Allow-Origin")) {
        assertEquals(List.of(), reply.values(header));
      }
    }
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/health/",
        "//health",
        "/api/v1//health",
        "/api//v1/health",
        "/api/v1/sessions/",
        "/sessions//events",
        "/sessions/x/",
        "/sessions/x/none",
        "/Health",
        "/api/V1/health",
        "/api/v1/api/v1/health",
        "/api/v1x/health",
        "/api/health",
        "/%68ealth",
        "/health%00",
        "/health;x",
        "/./health",
        "/x/../health",
        "/api/v1/travel",
        "/api/v1/scheduler",
        "/hub",
        "/memory",
        "/afs",
        "/handoff",
        "/sessions/a/b/events"
      })
  void everyOtherPathIsNotFound(String path) throws IOException {
    Reply reply = contract.ask("GET", path);
    requireError(reply, 404, "not_found", "");
    assertEquals(
        "Route not found.", reply.object().getAsJsonObject("error").get("message").getAsString());
    assertEquals(List.of(), reply.values("Allow"));
  }

  @Order(1)
  @ParameterizedTest
  @CsvSource({
    "/api/v2/health,v2",
    "/api/v0/sessions,v0",
    "/api/v10,v10",
    "/api/v2/,v2",
    "/api/v01/health,v01"
  })
  void anotherVersionOfTheApiIsNamed(String path, String version) throws IOException {
    requireError(
        contract.ask("GET", path),
        404,
        "invalid_request",
        "{\"apiVersion\":\"%s\",\"supportedApiVersions\":[\"v1\"]}".formatted(version));
  }

  @Order(1)
  @ParameterizedTest
  @CsvSource({
    "POST,/health,'GET, HEAD'",
    "DELETE,/api/v1/health,'GET, HEAD'",
    "get,/health,'GET, HEAD'",
    "PATCH,/api/v1/sessions,'GET, HEAD, POST'",
    "GET,/sessions/x/kill,POST",
    "HEAD,/sessions/x/input,POST",
    "OPTIONS,/events,'GET, HEAD'",
    "TRACE,/api-version,'GET, HEAD'",
    "GET,/api/v1/internal/lifecycle/shutdown,POST"
  })
  void aWrongMethodIsNotFoundAndToldWhatIsAllowed(String method, String path, String allowed)
      throws IOException {
    Reply reply = contract.ask(method, path).expect(404);
    assertEquals(List.of(allowed), reply.values("Allow"));
    if (!method.equals("HEAD")) {
      requireError(reply, 404, "not_found", "");
    }
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"/health", "/api-version", "/capabilities", "/sessions?limit=5", "/none"})
  void headIsGetWithoutTheBody(String path) throws IOException {
    Reply get = contract.ask("GET", path);
    try (RawHttp http = contract.connect()) {
      Reply head = http.request("HEAD", path, new byte[0]);
      assertEquals(get.status(), head.status());
      assertEquals(get.values("Content-Type"), head.values("Content-Type"));
      if (!path.equals("/health")) { // Its figures change.
        assertEquals(get.values("Content-Length"), head.values("Content-Length"));
      }
      // No body came: the next answer begins where the head ended.
      assertEquals(200, http.request("GET", "/api-version", new byte[0]).status());
    }
  }

  @Order(2)
  @Test
  void theAliasWithoutAPrefixAnswersAlike() throws IOException {
    for (String path :
        List.of("/api-version", "/capabilities", "/sessions", "/events?sessionId=x")) {
      assertEquals(contract.ask("GET", "/api/v1" + path).text(), contract.ask("GET", path).text());
    }
  }

  @Order(2)
  @Test
  void aConnectionIsKeptAliveAlsoOverRefusals() throws IOException {
    try (RawHttp http = contract.connect()) {
      for (int i = 0; i < 50; i++) {
        assertEquals(200, contract.whole(http.request("GET", "/health", new byte[0])).status());
        assertEquals(404, contract.whole(http.request("GET", "/none", new byte[0])).status());
        byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
        assertEquals(400, contract.whole(http.request("POST", "/sessions", body)).status());
        assertEquals(404, contract.whole(http.request("POST", "/none", body)).status());
      }
    }
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "TE, close", "keep-alive, close", "close, TE"})
  void aConnectionIsClosedWhenAsked(String connection) throws IOException {
    Reply reply =
        contract.rawToEnd(
            "GET /api-version HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n");
    assertEquals(200, reply.status());
  }

  @Order(2)
  @Test
  void aLaterMinorVersionIsServedAsHttp11() throws IOException {
    Reply reply = contract.raw("GET /health HTTP/1.2\r\nHost: x\r\n\r\n").expect(200);
    assertTrue(reply.head().startsWith("HTTP/1.1 "), reply::head);
  }

  @Order(2)
  @Test
  void http10IsServedAndClosed() throws IOException {
    assertEquals(200, contract.rawToEnd("GET /health HTTP/1.0\r\n\r\n").status());
    assertEquals(
        400, contract.rawToEnd("POST /sessions HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}").status());
  }

  @Order(2)
  @Test
  void http10IsKeptAliveWhenAsked() throws IOException {
    try (RawHttp http = contract.connect()) {
      for (int i = 0; i < 3; i++) {
        http.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertEquals(List.of("keep-alive"), contract.whole(http.receive()).values("Connection"));
      }
    }
  }

  @Order(2)
  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    try (RawHttp http = contract.connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        requests.append("GET /sessions/p" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
        requests.append("POST /sessions/q" + i + "/kill HTTP/1.1\r\nHost: x\r\n");
        requests.append("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        requests.append("POST /sessions/r" + i + "/input HTTP/1.1\r\nHost: x\r\n");
        requests.append("Content-Length: 2\r\n\r\n{}");
      }
      http.send(requests.toString());
      for (int i = 0; i < 100; i++) {
        for (String id : List.of("p" + i, "q" + i, "r" + i)) {
          String details = "{\"sessionId\":\"" + id + "\"}";
          requireError(contract.whole(http.receive()), 404, "session_not_found", details);
        }
      }
    }
  }

  @Order(2)
  @Test
  void aHalfClosedClientIsAnswered() throws IOException {
    try (RawHttp http = contract.connect()) {
      http.send("GET /sessions HTTP/1.1\r\nHost: x\r\n\r\n");
      http.endSending();
      assertEquals(200, contract.whole(http.receive()).status());
      assertEquals(0, http.receiveToEnd().length);
    }
  }

  @Order(2)
  @ParameterizedTest
  @CsvSource({"http://coven,coven", "http://localhost:80,localhost:80", "coven://x,x"})
  void anAbsolutePathIsServed(String origin, String host) throws IOException {
    Reply reply =
        contract.raw(
            "GET " + origin + "/api/v1/api-version HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    assertEquals(200, reply.status());
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2\r\n{}\r\n0\r\n\r\n",
        "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
        "0002\r\n{}\r\n000\r\n\r\n",
        "2;a=b;c\r\n{}\r\n0;d\r\n\r\n",
        "2 ;a=\"x y\"\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}\r\n0\r\nA: b\r\nC: d\r\n\r\n"
      })
  void aChunkedBodyIsABodyLikeAnother(String body) throws IOException {
    try (RawHttp http = contract.connect()) {
      http.send("POST /sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
      requireError(
          contract.whole(http.receive()),
          400,
          "invalid_request",
          "{\"reason\":\"field_missing\",\"field\":\"projectRoot\"}");
      // It was read to its end and no further.
      assertEquals(200, http.request("GET", "/health", new byte[0]).status());
    }
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 2", "Transfer-Encoding: chunked"})
  void aBodyThatWaitsForContinueIsAskedFor(String framing) throws IOException {
    try (RawHttp http = contract.connect()) {
      http.send(
          "POST /sessions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n" + framing + "\r\n\r\n");
      assertEquals(100, http.receive().status());
      http.send(framing.startsWith("C") ? "{}" : "2\r\n{}\r\n0\r\n\r\n");
      assertEquals(400, contract.whole(http.receive()).status());
      assertEquals(200, http.request("GET", "/health", new byte[0]).status());
    }
  }

  @Order(2)
  @Test
  void aBodyOfExactly4MiBIsRead() throws IOException {
    Reply reply = contract.post("/sessions", " ".repeat(MAX_BODY - 2) + "{}");
    requireError(
        reply, 400, "invalid_request", "{\"reason\":\"field_missing\",\"field\":\"projectRoot\"}");
  }

  @Order(2)
  @Test
  void aHeadOfExactly64KiBIsRead() throws IOException {
    assertEquals(200, contract.raw(headOf(MAX_HEADERS)).status());
  }

  @Order(2)
  @Test
  void aRequestLineOfExactly16KiBIsRead() throws IOException {
    String begin = "GET /api-version?";
    String end = " HTTP/1.1";
    String line = begin + "a".repeat(MAX_LINE - begin.length() - end.length()) + end;
    assertEquals(200, contract.raw(line + "\r\nHost: x\r\n\r\n").status());
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "host: x",
        "HOST:x",
        "Host:\t x \t",
        "Host:",
        "Host: x\r\nX-Empty:",
        "Host: x\r\nContent-Type: text/plain",
        "Host: x\r\nAccept: image/png",
        "Host: x\r\nX: \u00e9"
      })
  void headersAreTakenInEveryLegalForm(String headers) throws IOException {
    assertEquals(200, contract.raw("GET /health HTTP/1.1\r\n" + headers + "\r\n\r\n").status());
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"x%41", "%2e%2e", "a;b", "a+b", "a%2Fb", "a;b=c", "..", "~", "'", "a=b"})
  void anIdIsTakenAsItIsWritten(String id) throws IOException {
    for (String path :
        List.of(
            "/sessions/" + id,
            "/sessions/" + id + "/events",
            "/sessions/" + id + "/log",
            "/events?sessionId=" + id)) {
      requireDetail(contract.ask("GET", path), 404, "session_not_found", "sessionId", id);
    }
  }

  @Order(2)
  @Test
  void allOfThisLeftTheDaemonWell() throws IOException {
    assertTrue(contract.get("/health").get("ok").getAsBoolean());
  }
}
