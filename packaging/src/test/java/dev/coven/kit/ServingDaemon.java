package dev.coven.kit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A daemon that runs as a child of the tests. Closing it kills it if it still runs. */
public final class ServingDaemon implements AutoCloseable {
  /** Between two looks at a daemon that is not ready. */
  private static final long LOOK_MILLIS = 1;

  private static final int FORBIDDEN = 403;

  private final Process process;
  private final TempHome home;
  private final Path said;
  private final Duration limit;

  ServingDaemon(Process process, TempHome home, Path said, Duration limit) {
    this.process = process;
    this.home = home;
    this.said = said;
    this.limit = limit;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Its socket. */
  public Path socket() {
    return home.socket();
  }

  /**
   * A connection to it, kept alive over requests. A daemon of another account refuses the tests'
   * own requests; use that account's commands there.
   */
  public Api api() throws IOException {
    return new Api(RawHttp.connect(socket()));
  }

  /**
   * A connection to it for a conversation that takes long.
   *
   * @param patience how long
   */
  public Api api(Duration patience) throws IOException {
    return new Api(RawHttp.connect(socket(), patience));
  }

  /** What this and earlier daemons of the home wrote to standard output and error. */
  public String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end (TERM) and waits until it has; gives its exit code. */
  public int stop() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** Kills it (KILL) and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  /**
   * Waits until it ends by itself.
   *
   * @return its exit code
   * @throws AssertionError when it does not in time
   * @throws InterruptedException when interrupted while waiting
   */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the daemon does not end within " + limit + ": " + said());
    }
    return process.exitValue();
  }

  /**
   * Waits until it answers that it is well.
   *
   * @throws AssertionError when it ends, or is not ready in time; with what it said
   * @throws InterruptedException when interrupted while waiting
   */
  public void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the daemon is not ready within " + limit + ": " + said());
      }
      if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the daemon ended with " + process.exitValue() + ": " + said());
      }
    }
  }

  /** Whether the socket answers, and it is this daemon that does. */
  private boolean isReady() {
    if (!Files.exists(socket())) {
      return false;
    }
    try (Api api = api()) {
      Reply reply = api.get("/health");
      if (!home.account().isOwn() && reply.status() == FORBIDDEN) {
        // To root too: it serves its own user alone. But it does answer, and its file names it.
        return pidIn(JsonParser.parseString(Files.readString(home.daemonFile())).getAsJsonObject());
      }
      JsonObject health = reply.expect(200).object();
      return health.get("ok").getAsBoolean() && pidIn(health.getAsJsonObject("daemon"));
    } catch (IOException notYet) {
      // The socket of an earlier daemon, or one that is bound and does not listen yet.
      return false;
    }
  }

  private boolean pidIn(JsonObject daemon) {
    return daemon.get("pid").getAsLong() == pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
  }
}
