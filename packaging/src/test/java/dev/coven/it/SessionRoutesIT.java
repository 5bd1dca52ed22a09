package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done to sessions while they live and after their end, by the packaged program. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionRoutesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @AutoClose private final House house = House.own();

  @Test
  void aTerminalHasItsSizeFromTheBeginningAndHearsOfAnother() throws Exception {
    house.start();
    try (Api api = house.api()) {
      String id =
          launch(
              api,
              "echo first $(stty size); trap 'echo size $(stty size); exit 0' WINCH;"
                  + " echo ready; while :; do sleep 0.02; done");
      awaitOutput(api, id, "ready");
      assertSays(output(api, id), "first 24 80\r\n");
      post(api, "/sessions/" + id + "/resize", "{\"columns\":132,\"rows\":50}", 202);
      assertEquals("completed", status(api.awaitEnd(id, PATIENCE)));
      assertSays(output(api, id), "size 50 132\r\n");
      post(api, "/sessions/" + id + "/resize", "{\"columns\":80,\"rows\":24}", 409);
      assertTrue(api.health().getAsJsonObject("capabilities").get("sessionResize").getAsBoolean());
    }
  }

  /** Parent, terminal and session are gone, HUP and TERM unheard: only its mark is left. */
  @Test
  void aKillFindsWhatHides() throws Exception {
    house.start();
    try (Api api = house.api()) {
      String id =
          launch(
              api,
              "setsid sh -c \"(trap '' HUP TERM; exec sh -c 'echo child \\$\\$; while :; do sleep"
                  + " 0.1; done') & exit\"; exec sleep 1000");
      long child = Long.parseLong(awaitOutput(api, id, "child ([0-9]+)\r"));
      assertTrue(Processes.runs(child));
      post(api, "/sessions/" + id + "/kill", "{}", 202);
      assertEquals("killed", status(api.awaitEnd(id, PATIENCE)));
      assertFalse(Processes.runs(child), "it is gone before `killed` is written");
      assertLast(api, id, "killed");
    }
  }

  @Test
  void aSessionEndsWithItsHarnessAndWhatThatLeftIsEndedAndNamed() throws Exception {
    house.start();
    try (Api api = house.api()) {
      String id =
          launch(
              api,
              "setsid sh -c 'echo child $$; sleep 0.3; echo late; exec sleep 1000' & sleep 0.1;"
                  + " exit 3");
      JsonObject ended = api.awaitEnd(id, PATIENCE);
      assertEquals("failed", status(ended));
      assertEquals(3, ended.get("exit_code").getAsInt());
      assertSays(output(api, id), "late");
      String child = awaitOutput(api, id, "child ([0-9]+)\r");
      assertFalse(Processes.runs(Long.parseLong(child)));
      assertLast(api, id, "failed");
      String logged = house.logged();
      assertTrue(
          logged
              .lines()
              .anyMatch(line -> line.contains("left processes running") && line.contains(child)),
          logged);
    }
  }

  @Test
  void pastSessionsArePutAwayAndDeletedForGood() throws Exception {
    long pid = house.start();
    JsonObject request;
    try (Api api = house.api()) {
      String id = launch(api, "echo words; exit 2");
      api.awaitEnd(id, PATIENCE);
      request = api.get("/sessions/" + id + "/request").expect(200).object();
      assertEquals("echo words; exit 2", request.get("prompt").getAsString());
      assertFalse(request.get("masked").getAsBoolean());
      post(api, "/sessions/" + id + "/archive", "{}", 200);
      assertEquals(0, api.get("/sessions").expect(200).array().size());
      post(api, "/sessions/" + id + "/restore", "{}", 200);
      assertEquals(1, api.get("/sessions").expect(200).array().size());
      long last = api.allEvents(id).getLast().get("seq").getAsLong();
      api.delete("/sessions/" + id).expect(200);
      api.delete("/sessions/" + id).expect(404);
      api.get("/sessions/" + id + "/request").expect(404);
      String next = launch(api, "echo more");
      api.awaitEnd(next, PATIENCE);
      assertTrue(api.allEvents(next).getFirst().get("seq").getAsLong() > last);
    }
    house.kill(pid);
    house.start();
    try (Api api = house.api()) {
      assertEquals(
          1,
          api.get("/sessions?includeArchived=true")
              .expect(200)
              .object()
              .getAsJsonArray("sessions")
              .size());
    }
    house.run("daemon", "stop").expect(0);
    house.run("ledger", "check").expect(0);
  }

  @Test
  void externalSessionsOutliveAnyDaemon() throws Exception {
    long pid = house.start();
    String session = "{\"id\":\"theirs\",\"projectRoot\":\"/p\",\"harness\":\"coven-code\"}";
    try (Api api = house.api()) {
      post(api, "/sessions/external", session, 201);
      post(api, "/sessions/theirs/kill", "{}", 422);
    }
    house.kill(pid);
    house.start();
    house.run("daemon", "restart").expect(0);
    try (Api api = house.api()) {
      assertEquals("running", status(api.session("theirs")));
      post(api, "/sessions/external", session, 200);
      post(api, "/sessions/theirs/complete", "{\"exitCode\":4}", 200);
      post(api, "/sessions/theirs/complete", "{\"exitCode\":4}", 200);
      post(api, "/sessions/theirs/complete", "{}", 409);
      assertEquals(1, api.allEvents("theirs").size());
      assertLast(api, "theirs", "failed");
    }
  }

  @Test
  void aDirectoryThatCannotBeReadIsRefusedBeforeThereIsARow() throws Exception {
    try (House plain = House.plain()) {
      plain.start();
      for (String mode : List.of("-wxrwxrwx", "rw-rwxrwx", "---------")) {
        Path closed = Files.createDirectory(plain.home().project().resolve("closed"));
        plain.home().account().give(closed);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString(mode));
        assertSays(
            plain.run("run", "--cwd", closed.toString(), SHELL_HARNESS, "exit 0").expect(125).err(),
            "read and enter");
        Files.delete(closed);
      }
      assertEquals(0, plain.json(0, "sessions").getAsJsonArray("sessions").size());
    }
  }

  private String launch(Api api, String script) throws IOException {
    return api.launch(house.home().project(), SHELL_HARNESS, script);
  }

  private static void post(Api api, String path, String body, int status) throws IOException {
    api.post(path, JsonParser.parseString(body).getAsJsonObject()).expect(status);
  }

  private static String status(JsonObject session) {
    return session.get("status").getAsString();
  }

  /** One last event, which agrees with the record. */
  private static void assertLast(Api api, String id, String status) throws IOException {
    List<JsonObject> events = api.allEvents(id);
    assertEquals("exit", events.getLast().get("kind").getAsString());
    assertEquals(
        1, events.stream().filter(event -> event.get("kind").getAsString().equals("exit")).count());
    JsonObject payload = Api.payload(events.getLast());
    assertEquals(status, payload.get("status").getAsString());
    assertEquals(api.session(id).get("exit_code"), payload.get("exitCode"));
  }

  private static String output(Api api, String id) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JsonObject event : api.allEvents(id)) {
      if (event.get("kind").getAsString().equals("output")) {
        text.append(Api.payload(event).get("data").getAsString());
      }
    }
    return text.toString();
  }

  private static String awaitOutput(Api api, String id, String regex) {
    Pattern pattern = Pattern.compile(regex);
    String[] found = new String[1];
    Processes.await(
        id + " to print " + regex,
        () -> {
          try {
            Matcher matcher = pattern.matcher(output(api, id));
            if (matcher.find()) {
              found[0] = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
            }
            return found[0] != null;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return found[0];
  }
}
