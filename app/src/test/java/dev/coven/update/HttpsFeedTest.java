package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an https server of this machine, with a certificate of its own. */
class HttpsFeedTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path directory;
  private static HttpsServer server;
  private static SSLContext context;
  private static final CountDownLatch OVER = new CountDownLatch(1);

  @BeforeAll
  static void serve() throws Exception {
    Path store = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "feed",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("feed", keys.getCertificate("feed"));
    trust.init(trusted);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/feed/release.json", exchange -> answer(exchange, "announced"));
    server.createContext("/moved", exchange -> redirect(exchange, "/feed/release.json"));
    server.createContext("/plain", exchange -> redirect(exchange, "http://localhost/release.json"));
    server.createContext("/round", exchange -> redirect(exchange, "/round"));
    server.createContext("/slow", HttpsFeedTest::stall);
    server.start();
  }

  @AfterAll
  static void stop() {
    OVER.countDown();
    server.stop(0);
  }

  @Test
  void partsComeOverHttps() throws Exception {
    assertEquals("announced", read("/feed/release.json"));
    assertEquals("announced", read("/moved"));
  }

  @Test
  void noRedirectLeadsToHttp() {
    assertThrows(UpdateRefusedException.class, () -> read("/plain"));
    assertThrows(UpdateRefusedException.class, () -> feed().open(URI.create("http://localhost/x")));
  }

  @Test
  void redirectsEnd() {
    assertSays("without end", assertThrows(IOException.class, () -> read("/round")));
  }

  @Test
  void absentPartIsNamedByItsStatus() {
    assertSays("404", assertThrows(IOException.class, () -> read("/none")));
  }

  @Test
  void answerThatDoesNotEndIsCutOff() {
    assertSays("too long", assertThrows(IOException.class, () -> read("/slow")));
  }

  @Test
  void unknownCertificateIsRefused() {
    HttpsFeed trusting = new HttpsFeed(at("/feed/release.json"));
    assertThrows(SSLHandshakeException.class, () -> trusting.open(at("/feed/release.json")));
  }

  @Test
  void feedIsADirectoryOrItsAnnouncement() throws Exception {
    for (String place : new String[] {"/feed", "/feed/", "/feed/release.json"}) {
      assertEquals(at("/feed/release.json"), Feed.at(at(place).toString()).announcement());
    }
  }

  private static String read(String path) throws Exception {
    try (InputStream in = feed().open(at(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static HttpsFeed feed() {
    return new HttpsFeed(
        at("/feed/release.json"),
        HttpClient.newBuilder().sslContext(context),
        Duration.ofMillis(300));
  }

  private static URI at(String path) {
    return URI.create("https://localhost:" + server.getAddress().getPort() + path);
  }

  private static void assertSays(String text, Throwable failure) {
    assertTrue(failure.getMessage().contains(text), failure::toString);
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    boolean known = exchange.getRequestURI().getPath().equals("/feed/release.json");
    exchange.sendResponseHeaders(known ? 200 : 404, known ? text.length() : -1);
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /** Sends a byte and then nothing, until the tests are over. */
  private static void stall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().write('x');
    exchange.getResponseBody().flush();
    try {
      OVER.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }
}
