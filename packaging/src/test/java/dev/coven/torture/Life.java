package dev.coven.torture;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Reply;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.SmallDisk;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One run of the daemon, from its start to its kill. The kill comes after a random time, and that
 * is the one thing here that goes by the clock; all else waits for what the daemon says.
 */
final class Life {
  /** A parked daemon stays down; a full disk passes, so it must not park. */
  private static final int PARKED = 78;

  private static final long LONGEST_LAUNCHING_MILLIS = 80;
  private static final long LONGEST_PRINTING_MILLIS = 700;
  private static final long LONGEST_FULL_MILLIS = 500;

  private final Ward ward;
  private final LifePlan plan;

  Life(Ward ward, LifePlan plan) {
    this.ward = ward;
    this.plan = plan;
  }

  /**
   * Begins a daemon and kills it before it is ready, or soon after.
   *
   * @param longestMillis how long it may live
   */
  void dieStarting(long longestMillis) throws IOException, InterruptedException {
    try (ServingDaemon daemon = ward.coven().beginToServe()) {
      TimeUnit.MILLISECONDS.sleep((long) (plan.delay() * longestMillis));
      daemon.kill();
    }
  }

  /**
   * Lets a daemon that is ready work as planned, and kills it.
   *
   * @param daemon the daemon
   */
  void die(ServingDaemon daemon) throws IOException, InterruptedException, SQLException {
    ward.requireRecovered(daemon);
    Witness witness = Witness.watch(daemon, ward.seen());
    switch (plan.moment()) {
      case STARTING -> throw new IllegalStateException("it was not to become ready");
      case LAUNCHING -> {
        CompletableFuture<Void> kill = killWithin(daemon, LONGEST_LAUNCHING_MILLIS);
        launch(daemon, witness);
        kill.join();
      }
      case PRINTING -> {
        CompletableFuture<Void> kill = killWithin(daemon, LONGEST_PRINTING_MILLIS);
        launch(daemon, witness);
        kill.join();
      }
      case FULL -> {
        List<Subject> launched = launch(daemon, witness);
        suffocate(daemon, witness, launched);
      }
    }
    witness.awaitEnd();
  }

  /** Launches until all are launched or the daemon is gone; gives those that were asked for. */
  private List<Subject> launch(ServingDaemon daemon, Witness witness) {
    List<Subject> asked = new ArrayList<>();
    try (Api api = daemon.api()) {
      for (Printed printed : plan.sessions()) {
        Subject subject = ward.add(printed);
        asked.add(subject);
        witness.add(subject);
        api.post("/sessions", subject.request(ward.project())).expect(201);
        subject.acknowledge();
      }
      for (int index : plan.ended()) {
        kill(api, asked.get(index));
      }
    } catch (IOException killed) {
      // The daemon went first. Who is certain that it did not sees it at the next request.
      return asked;
    }
    return asked;
  }

  private static void kill(Api api, Subject subject) throws IOException {
    subject.requestKill();
    Reply reply = api.post("/sessions/" + subject.id() + "/kill", new JsonObject());
    boolean endedByItself = reply.status() == 409;
    if (!endedByItself) {
      reply.expect(202);
    }
  }

  /**
   * Fills the disk under all that prints, waits until the daemon says so, and goes on from there.
   */
  private void suffocate(ServingDaemon daemon, Witness witness, List<Subject> launched)
      throws IOException, InterruptedException {
    SmallDisk disk = ward.disk().orElseThrow();
    Subject endless = launched.getFirst();
    Awaiting.until("output of " + endless, () -> witness.seenOf(endless) > 0);
    disk.fill();
    try (Api api = daemon.api()) {
      Awaiting.until("a health that tells of the full disk", () -> !isWell(api));
      if (!plan.startsFull()) {
        TimeUnit.MILLISECONDS.sleep((long) (plan.delay() * LONGEST_FULL_MILLIS));
        disk.empty();
        Awaiting.until("health, now that there is room", () -> isWell(api));
        long seen = witness.seenOf(endless);
        Awaiting.until("more output of " + endless, () -> witness.seenOf(endless) > seen);
      }
    }
    killWithin(daemon, LONGEST_FULL_MILLIS).join();
    if (plan.startsFull()) {
      startFull(disk);
    }
  }

  /** A start on a full disk may wait or fail, but it must not give up for good. */
  private void startFull(SmallDisk disk) throws IOException, InterruptedException {
    try (ServingDaemon daemon = ward.coven().beginToServe()) {
      TimeUnit.MILLISECONDS.sleep((long) (plan.delay() * 2 * LONGEST_FULL_MILLIS));
      disk.empty();
      if (daemon.isAlive()) {
        daemon.awaitReady();
        daemon.kill();
      } else if (daemon.awaitExit() == PARKED) {
        throw new AssertionError("parked, because the disk was full: " + daemon.said());
      }
    }
  }

  private static boolean isWell(Api api) throws IOException {
    return api.health().get("ok").getAsBoolean();
  }

  private CompletableFuture<Void> killWithin(ServingDaemon daemon, long longestMillis) {
    long millis = (long) (plan.delay() * longestMillis);
    Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    return CompletableFuture.runAsync(
        () -> {
          try {
            daemon.kill();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a daemon died", e);
          }
        },
        later);
  }
}
