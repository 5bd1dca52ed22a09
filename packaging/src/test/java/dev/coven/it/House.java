package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.coven.kit.Account;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.RawHttp;
import dev.coven.kit.TempHome;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A home with the packaged program in it. Closing it stops its daemon as a user would, and fails if
 * any process that was started from here still runs then.
 */
final class House implements AutoCloseable {
  /** Runs its last argument, the prompt, in a shell: a harness that does what a test needs. */
  static final String SHELL_HARNESS = "claude";

  /** What a command that starts or stops a daemon says, once, when that takes over a second. */
  private static final Set<String> WAITING =
      Set.of(
          "coven: Waiting for the daemon to be ready…",
          "coven: Waiting for the daemon…",
          "coven: Waiting for the daemon to finish…");

  private final TempHome home;
  private final Coven coven;

  private House(TempHome home, Coven coven) {
    this.home = home;
    this.coven = coven;
  }

  /** A house of the user who runs the tests. */
  static House own() {
    return of(Account.own());
  }

  /** A house of a user without privileges: root's own tests of permissions would prove nothing. */
  static House plain() {
    return of(Account.plain());
  }

  private static House of(Account account) {
    try {
      TempHome home = TempHome.create(account);
      home.harness(SHELL_HARNESS, "for prompt; do :; done\nexec sh -c \"$prompt\"");
      return new House(home, Coven.with(Images.readableBy(account), home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TempHome home() {
    return home;
  }

  Coven coven() {
    return coven;
  }

  Path log() {
    return home.coven().resolve("logs/coven.log");
  }

  /** What the daemons of this home have logged. */
  String logged() throws IOException {
    return Files.readString(log());
  }

  CommandResult run(String... arguments) throws IOException, InterruptedException {
    return coven.run(arguments);
  }

  /** {@code coven daemon start}, which must succeed; gives the daemon's pid. */
  long start() throws IOException, InterruptedException {
    return start(coven);
  }

  static long start(Coven coven) throws IOException, InterruptedException {
    return json(coven.run("daemon", "start", "--json").expect(0)).get("pid").getAsLong();
  }

  /** Kills the daemon, as nothing else should. */
  void kill(long pid) {
    ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
    daemon.destroyForcibly();
    Processes.awaitEnd(pid);
  }

  /** A connection to the daemon. */
  Api api() throws IOException {
    return new Api(RawHttp.connect(home.socket()));
  }

  /** Runs a command with {@code --json} and gives its document. */
  JsonObject json(int exitCode, String... arguments) throws IOException, InterruptedException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--json";
    return json(run(all).expect(exitCode));
  }

  /** The one JSON document that a command printed, on one line and with nothing around it. */
  static JsonObject json(CommandResult result) throws IOException {
    String out = result.out();
    assertTrue(out.endsWith("}\n") && out.indexOf('\n') == out.length() - 1, () -> "" + result);
    try (JsonReader reader = new JsonReader(new StringReader(out))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement document = JsonParser.parseReader(reader);
      assertEquals(JsonToken.END_DOCUMENT, reader.peek(), out);
      assertEquals(1, document.getAsJsonObject().get("schema").getAsInt(), out);
      return document.getAsJsonObject();
    }
  }

  /** Fails if anything was said beside that it takes longer, which a slow machine hears. */
  static void assertQuiet(String said) {
    List<String> beside = said.lines().filter(line -> !WAITING.contains(line)).toList();
    assertEquals(List.of(), beside);
  }

  /** Fails unless each of these texts stands in what was said. */
  static void assertSays(String said, String... texts) {
    for (String text : texts) {
      assertTrue(said.contains(text), () -> "\"" + text + "\" is not said, but: " + said);
    }
  }

  @Override
  public void close() throws IOException {
    try (home) {
      if (Files.exists(home.daemonFile())) {
        run("daemon", "stop").expect(0);
      }
      List<ProcessHandle> left = home.processes();
      assertEquals(
          List.of(), left.stream().map(Processes::describe).toList(), "left running after a test");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the daemon was stopped", e);
    }
  }
}
