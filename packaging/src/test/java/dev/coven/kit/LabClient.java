package dev.coven.kit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/**
 * A client on a machine of services: a process of its user, on the image's own Java. Its arguments
 * are a verb and a socket.
 */
public final class LabClient {
  /** Far more than any daemon takes to come back. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private LabClient() {}

  /** See {@link LabService}, which has a method for each verb. */
  public static void main(String... arguments) throws Exception {
    Path socket = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "kill" -> System.out.println(respawn(socket, LabClient::kill));
      case "shutdown" -> System.out.println(respawn(socket, LabClient::shutdown));
      case "knock" -> knock(socket, Path.of(arguments[2]));
      case "crowd" ->
          new LabCrowd(socket, Integer.parseInt(arguments[2])).ask(Path.of(arguments[3]));
      case "post" -> System.out.println(post(socket, arguments[2], arguments[3]));
      case "peer" -> System.out.println(peer(socket));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Ends a daemon. */
  private interface End {
    void of(Api api, JsonObject daemon) throws IOException;
  }

  /** Ends the daemon, and gives the milliseconds until another one says that it is well. */
  private static long respawn(Path socket, End end) throws IOException {
    long begin;
    JsonObject before;
    try (Api api = new Api(RawHttp.connect(socket))) {
      before = api.health().getAsJsonObject("daemon");
      begin = System.nanoTime();
      end.of(api, before);
    }
    while (System.nanoTime() - begin < PATIENCE_NANOS) {
      try (Api api = new Api(RawHttp.connect(socket))) {
        JsonObject health = api.health();
        if (!health.getAsJsonObject("daemon").equals(before) && health.get("ok").getAsBoolean()) {
          return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        }
      } catch (IOException gone) {
        // Between the two daemons nobody listens, and the first may end while it answers.
        Thread.onSpinWait();
      }
    }
    throw new IOException("no other daemon came");
  }

  private static void kill(Api api, JsonObject daemon) {
    ProcessHandle.of(daemon.get("pid").getAsLong()).orElseThrow().destroyForcibly();
  }

  private static void shutdown(Api api, JsonObject daemon) throws IOException {
    JsonObject request = new JsonObject();
    request.addProperty("apiVersion", "coven.daemon.v1");
    request.add("daemon", daemon);
    api.post("/internal/lifecycle/shutdown", request);
  }

  /** The status of the answer to a request. */
  private static int post(Path socket, String path, String body) throws IOException {
    try (Api api = new Api(RawHttp.connect(socket))) {
      return api.post(path, JsonParser.parseString(body).getAsJsonObject()).status();
    }
  }

  /** The pid that the kernel gives for the other end, and the one that the daemon says it has. */
  private static String peer(Path socket) throws IOException {
    long seen;
    try (AFUNIXSocketChannel channel = AFUNIXSocketChannel.open(AFUNIXSocketAddress.of(socket))) {
      seen = channel.getPeerCredentials().getPid();
    }
    try (Api api = new Api(RawHttp.connect(socket))) {
      return seen + " " + api.health().getAsJsonObject("daemon").get("pid");
    }
  }

  /**
   * Asks for ever how the daemon does, and writes a byte into a file each time it got no answer.
   */
  private static void knock(Path socket, Path refusals) throws IOException, InterruptedException {
    while (true) {
      try (Api api = new Api(RawHttp.connect(socket))) {
        api.health();
      } catch (IOException refused) {
        Files.write(
            refusals, new byte[] {'.'}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      Thread.sleep(1);
    }
  }
}
