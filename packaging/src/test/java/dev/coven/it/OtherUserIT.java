package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.Account;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is not the daemon's user gets nothing from it, even where the file system lets him in. */
class OtherUserIT {
  private static final String GET = "GET /api/v1/health HTTP/1.1|Host: x|Connection: close||";

  @AutoClose private final House house = House.own();
  @AutoClose private final House stranger = House.plain();

  @BeforeAll
  static void needRoot() {
    Needs.root("become another user");
  }

  @Test
  void aStrangerAtAnOpenSocketIsForbidden() throws Exception {
    house.start();
    openTheHouse();
    String answer = knock(GET);
    assertSays(answer, "HTTP/1.1 403 ", "Connection: close");
    JsonObject error =
        JsonParser.parseString(answer.substring(answer.indexOf("\r\n\r\n")))
            .getAsJsonObject()
            .getAsJsonObject("error");
    assertEquals("forbidden", error.get("code").getAsString());
    assertFalse(error.get("message").getAsString().isBlank());
    assertSays(house.logged(), "refused another user uid=65534");
  }

  @Test
  void aStrangerLaunchesNothing() throws Exception {
    house.start();
    openTheHouse();
    String body =
        "{\"projectRoot\":\"%s\",\"harness\":\"claude\",\"prompt\":\"touch pwned\"}"
            .formatted(house.home().project());
    String answer =
        knock(
            "POST /api/v1/sessions HTTP/1.1|Host: x|Connection: close|Content-Length: "
                + body.length()
                + "||"
                + body);
    assertSays(answer, "HTTP/1.1 403 ", "\"forbidden\"");
    try (Api api = house.api()) {
      assertTrue(api.get("/sessions").expect(200).array().isEmpty());
    }
    assertFalse(Files.exists(house.home().project().resolve("pwned")));
  }

  @Test
  void rootIsAStrangerToo() throws Exception {
    stranger.start();
    Reply reply = RawHttp.once(stranger.home().socket(), "GET", "/api/v1/health", new byte[0]);
    reply.expect(403);
    assertEquals("forbidden", reply.object().getAsJsonObject("error").get("code").getAsString());
    assertSays(stranger.logged(), "refused another user uid=0");
  }

  @Test
  void theCommandsDoNotTalkToAStrangersDaemon() throws Exception {
    house.start();
    openTheHouse();
    Coven visitor = stranger.coven().withVariable("COVEN_HOME", house.home().coven().toString());
    CommandResult status = visitor.run("daemon", "status").expect(4);
    assertSays(
        status.out(), "Coven is not to be reached", "belongs to user 0, and this is user 65534");
    visitor.run("run", "demo", "hello").expect(125);
    assertSays(visitor.run("daemon", "start").expect(1).err(), "belongs to user 0");
    visitor.run("daemon", "stop").expect(1);
    house.run("daemon", "status").expect(0);
  }

  @Test
  void aStrangerDoesNotReachTheSocketOfAnOrdinaryHome() throws Exception {
    house.start();
    Coven visitor = stranger.coven().withVariable("COVEN_HOME", house.home().coven().toString());
    CommandResult status = visitor.run("daemon", "status").expect(4);
    assertSays(status.out(), "No permission to connect to " + house.home().socket());
    assertSays(visitor.run("sessions").expect(1).err(), "No permission to connect");
  }

  /** As nobody should: everybody may enter, and connect. */
  private void openTheHouse() throws Exception {
    Files.setPosixFilePermissions(
        house.home().user(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        house.home().coven(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        house.home().socket(), PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  /** Sends a request as another user; gives the whole answer. */
  private String knock(String request) throws Exception {
    Path classes = Files.createTempDirectory(stranger.home().user(), "classes");
    Path file = Files.createDirectories(classes.resolve("dev/coven/it")).resolve("Knock.class");
    try (InputStream knock = Knock.class.getResourceAsStream("Knock.class")) {
      Files.copy(knock, file);
    }
    for (Path path = file; !path.equals(stranger.home().user()); path = path.getParent()) {
      stranger.home().account().give(path);
    }
    String java = Images.readableBy(Account.plain()).java().toString();
    // The program itself comes last and is not wanted here: it lands behind the script as $0.
    return stranger
        .coven()
        .withVariable("JAVA", java)
        .withVariable("CLASSES", classes.toString())
        .withVariable("SOCKET", house.home().socket().toString())
        .withVariable("REQUEST", request)
        .through(
            "sh",
            "-c",
            "exec \"$JAVA\" -cp \"$CLASSES\" dev.coven.it.Knock \"$SOCKET\" \"$REQUEST\"")
        .run()
        .expect(0)
        .out();
  }
}
