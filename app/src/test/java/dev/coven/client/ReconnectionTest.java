package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.contract.ApiException;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionStatus;
import dev.coven.daemonology.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ReconnectionTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final LaunchRequest LAUNCH =
      LaunchRequest.of("/project", "demo", "x", LaunchMode.NON_INTERACTIVE)
          .draft()
          .id("chosen")
          .build();

  @TempDir private Path directory;
  private Path socket;
  private FakeDaemon daemon;
  private DaemonClient client;
  private final Detachment detachment = new Detachment();
  private final List<String> launches = new CopyOnWriteArrayList<>();

  @BeforeEach
  void begin() throws IOException {
    socket = directory.resolve("coven.sock");
    daemon = serve(1);
    client = DaemonClient.unconnected(socket, DaemonClient.Need.HEALTHY);
  }

  @AfterEach
  void end() throws IOException {
    client.close();
    daemon.close();
  }

  @Test
  void saysNothingOfAnAbsenceThatNobodyNotices() throws Exception {
    HeardAbsences absences = new HeardAbsences();
    Reconnection reconnection = patient(absences, Duration.ofSeconds(20), NEVER);
    assertEquals(1, pid(reconnection));
    daemon.close();
    daemon = serve(2);
    assertEquals(2, pid(reconnection));
    assertEquals(List.of(), absences.heard());
  }

  @Test
  void saysOnceThatItReconnectsAndMeetsTheNewDaemon() throws Exception {
    HeardAbsences absences = new HeardAbsences(() -> daemon = serve(2));
    Reconnection reconnection = patient(absences, Duration.ofMillis(100), NEVER);
    assertEquals(1, pid(reconnection));
    daemon.close();
    assertEquals(2, pid(reconnection));
    assertEquals(List.of("reconnecting", "reconnected"), absences.heard());
  }

  @Test
  void saysSoInTimeWhereConnectionsWaitForADaemonThatIsNotThere() throws Exception {
    daemon.close();
    // As a service manager's socket while the service starts: the kernel queues, nobody answers.
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Deadline probe = Deadline.after(Timeouts.PROBE);
      Reconnection reconnection =
          patient(new HeardAbsences(detachment::request), Duration.ofMillis(100), NEVER);
      assertEquals(Optional.empty(), reconnection.ask(asked -> asked.session("s1")));
      assertTrue(probe.remainingNanos() > 0, "it waited for the handshake first");
    }
  }

  @Test
  void givesUpADaemonThatStaysAwayAndNamesTheNextCommand() throws Exception {
    daemon.close();
    Reconnection reconnection =
        patient(new HeardAbsences(), Duration.ofMillis(1), Duration.ofMillis(200));
    DaemonAwayException away =
        assertThrows(
            DaemonAwayException.class, () -> reconnection.ask(asked -> asked.session("s1")));
    assertTrue(away.getMessage().endsWith("it is not running."), away.getMessage());
    assertEquals("coven daemon start", away.next().orElseThrow());
  }

  @Test
  void failsAtOnceWhenNobodyWasThereFromTheBeginning() throws Exception {
    daemon.close();
    Reconnection reconnection = Reconnection.first(client, detachment, new HeardAbsences());
    assertThrows(
        DaemonUnreachableException.class, () -> reconnection.ask(asked -> asked.session("s1")));
  }

  @Test
  void waitsForTheSuccessorOfADaemonThatHungUpOnTheFirstConnection() throws Exception {
    daemon.on("GET /health", _ -> restartInsteadOfAnAnswer());
    assertEquals(2, pid(Reconnection.first(client, detachment, new HeardAbsences())));
  }

  @Test
  void waitsFromTheBeginningWhereConnectionsAreQueuedForADaemon() throws Exception {
    daemon.close();
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    HeardAbsences absences =
        new HeardAbsences(
            () -> {
              try {
                listener.close();
                Files.delete(socket);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              daemon = serve(2);
            });
    Reconnection first =
        new Reconnection(
            client,
            detachment,
            absences,
            new Reconnection.Patience(Duration.ofMillis(100), NEVER),
            false);
    assertEquals(2, pid(first));
    assertEquals(List.of("reconnecting", "reconnected"), absences.heard());
  }

  @Test
  void endsWhenDetached() throws Exception {
    daemon.close();
    Reconnection reconnection =
        patient(new HeardAbsences(detachment::request), Duration.ofMillis(1), NEVER);
    assertEquals(Optional.empty(), reconnection.ask(asked -> asked.session("s1")));
  }

  @Test
  void asksNothingOfADaemonThatCameBackWithAnotherContract() throws Exception {
    Reconnection reconnection = patient(new HeardAbsences(), NEVER, NEVER);
    assertEquals(1, pid(reconnection));
    daemon.close();
    daemon = serve(2);
    JsonObject health = daemon.health(2, true);
    health.addProperty("apiVersion", "coven.daemon.v2");
    daemon.on("GET /health", _ -> FakeDaemon.ok(health));
    assertThrows(
        UnusableDaemonException.class, () -> reconnection.ask(asked -> asked.session("s1")));
    assertEquals(List.of("GET /health"), daemon.requests());
  }

  @Test
  void repeatsALaunchUnderItsIdWhenTheAnswerIsLost() throws Exception {
    Reconnection reconnection = Reconnection.first(client, detachment, new HeardAbsences());
    daemon.on(
        "POST /sessions",
        request -> {
          launches.add(body(request));
          return restartInsteadOfAnAnswer();
        });
    assertEquals("chosen", reconnection.ask(asked -> asked.launch(LAUNCH)).orElseThrow().id());
    assertEquals(2, launches.size());
    assertEquals(launches.getFirst(), launches.getLast());
    assertTrue(launches.getFirst().contains("\"id\":\"chosen\""), launches.getFirst());
    assertNotEquals(1, client.daemon().pid());
  }

  @Test
  void launchesWithTheSuccessorOfADaemonThatDrains() throws Exception {
    JsonObject details = new JsonObject();
    details.addProperty("reason", "draining");
    daemon.on(
        "POST /sessions",
        _ -> {
          restart();
          return FakeDaemon.refusal(503, "runtime_unavailable", details);
        });
    Reconnection reconnection = Reconnection.first(client, detachment, new HeardAbsences());
    assertEquals("chosen", reconnection.ask(asked -> asked.launch(LAUNCH)).orElseThrow().id());
    assertEquals(1, launches.size());
  }

  @Test
  void doesNotInsistWhereTheDaemonHasNoRoom() {
    daemon.on(
        "POST /sessions",
        request -> {
          launches.add(body(request));
          return FakeDaemon.refusal(503, "runtime_unavailable", new JsonObject());
        });
    Reconnection reconnection = Reconnection.first(client, detachment, new HeardAbsences());
    assertThrows(ApiException.class, () -> reconnection.ask(asked -> asked.launch(LAUNCH)));
    assertEquals(1, launches.size());
  }

  private Reconnection patient(HeardAbsences absences, Duration notice, Duration limit) {
    return new Reconnection(
        client, detachment, absences, new Reconnection.Patience(notice, limit), true);
  }

  private long pid(Reconnection reconnection) throws IOException, InterruptedException {
    assertTrue(reconnection.ask(asked -> asked.session("s1")).isPresent());
    return client.daemon().pid();
  }

  private FakeDaemon serve(long pid) {
    try {
      FakeDaemon served = new FakeDaemon(socket);
      served.on("GET /health", _ -> FakeDaemon.ok(served.health(pid, true)));
      served.on(
          "GET /sessions/s1",
          _ -> FakeDaemon.ok(FakeDaemon.session("s1", SessionStatus.RUNNING, null)));
      served.on(
          "POST /sessions",
          request -> {
            launches.add(body(request));
            return FakeDaemon.response(
                201, FakeDaemon.session("chosen", SessionStatus.RUNNING, null).toString());
          });
      return served;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String restartInsteadOfAnAnswer() {
    restart();
    return null;
  }

  /** From a connection's thread: this connection goes on until its answer, all others end. */
  private void restart() {
    try {
      daemon.retire();
      daemon = serve(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String body(String request) {
    return request.substring(request.indexOf("\r\n\r\n") + 4);
  }
}
