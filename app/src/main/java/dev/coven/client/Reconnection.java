package dev.coven.client;

import dev.coven.contract.ApiException;
import dev.coven.contract.Json;
import dev.coven.contract.Reason;
import dev.coven.daemonology.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Questions that ride through a restart of the daemon: each is asked again, after a new handshake,
 * until it is answered or the daemon stays away for {@link Timeouts#RETURN}. For one thread.
 */
public final class Reconnection {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final DaemonClient client;
  private final Detachment detachment;
  private final ReconnectListener listener;
  private final Patience patience;
  private boolean met;

  /**
   * How long a question waits for its answer.
   *
   * @param notice after which the listener hears of it
   * @param limit after which it is given up
   */
  record Patience(Duration notice, Duration limit) {
    static final Patience RESTART = new Patience(Timeouts.NOTICE, Timeouts.RETURN);
  }

  Reconnection(
      DaemonClient client,
      Detachment detachment,
      ReconnectListener listener,
      Patience patience,
      boolean met) {
    this.client = client;
    this.detachment = detachment;
    this.listener = listener;
    this.patience = patience;
    this.met = met;
  }

  /**
   * For a daemon that nobody has met yet: when nobody listens, the first question fails at once.
   *
   * @param client one that is {@linkplain DaemonClient#unconnected unconnected}, used by nobody
   *     else
   * @param detachment ends the waiting
   * @param listener hears of absences
   */
  public static Reconnection first(
      DaemonClient client, Detachment detachment, ReconnectListener listener) {
    return new Reconnection(client, detachment, listener, Patience.RESTART, false);
  }

  /**
   * A connected client, for questions that are asked once: it waits for a daemon that is about to
   * start, as {@link #first} does, and no longer than that.
   *
   * @param socket where the daemon listens
   * @param need which daemons to accept
   * @param listener hears of absences
   * @return the client; it reads a second time where its connection ends
   */
  public static DaemonClient connect(
      Path socket, DaemonClient.Need need, ReconnectListener listener)
      throws IOException, InterruptedException {
    DaemonClient client = DaemonClient.insisting(socket, need);
    return first(client, new Detachment(), listener).ask(connected -> connected).orElseThrow();
  }

  /** The same for a daemon that was there a moment ago: when nobody is there, it is waited for. */
  public static Reconnection again(
      DaemonClient client, Detachment detachment, ReconnectListener listener) {
    return new Reconnection(client, detachment, listener, Patience.RESTART, true);
  }

  /**
   * Something to ask.
   *
   * @param <T> what the answer is
   */
  @FunctionalInterface
  public interface Question<T> {
    /**
     * Asks, once.
     *
     * @param client connected to a daemon whose contract is known
     * @return the answer
     * @throws IOException when there is none
     */
    T ask(DaemonClient client) throws IOException;
  }

  /**
   * Asks until there is an answer. The time runs from here, so that a daemon which stands still
   * counts as away for as long as it did not answer.
   *
   * @param question one that reads, or that may be repeated whatever became of the attempt before
   * @param <T> what the answer is
   * @return the answer; empty after a detachment
   * @throws DaemonAwayException when the daemon stays away
   * @throws DaemonException when nobody was there from the beginning, or another kind of daemon is
   * @throws ApiException when the daemon refuses
   */
  public <T> Optional<T> ask(Question<T> question) throws IOException, InterruptedException {
    Deadline away = Deadline.after(patience.limit);
    Deadline silence = Deadline.after(patience.notice);
    boolean told = false;
    boolean tried = false;
    while (!detachment.isRequested()) {
      Exception failure;
      try {
        if (!client.isConnected()) {
          client.reconnect(Limit.of(shortest(away, told ? null : silence), detachment));
        }
        met = true;
        T answer = question.ask(client);
        if (told) {
          listener.reconnected();
        }
        return Optional.of(answer);
      } catch (DetachedException e) {
        return Optional.empty();
      } catch (DaemonException e) {
        // Whoever accepts and is silent may be a service manager, whose service is about to start.
        met |= e instanceof ConnectionLostException || e instanceof DaemonSilentException;
        if (!met || !passes(e)) {
          throw e;
        }
        failure = e;
      } catch (ApiException e) {
        if (!isDraining(e)) {
          throw e;
        }
        failure = e;
      }
      if (away.remainingNanos() <= 0) {
        throw new DaemonAwayException(patience.limit, failure);
      }
      if (!told && silence.remainingNanos() <= 0) {
        told = true;
        listener.reconnecting();
      }
      // A connection that broke says nothing of the next one, which may be the successor's.
      if (tried || !(failure instanceof ConnectionLostException)) {
        detachment.await(PAUSE);
      }
      tried = true;
    }
    return Optional.empty();
  }

  Detachment detachment() {
    return detachment;
  }

  /** How long one handshake may take: where connections wait for a daemon, it would hide time. */
  private static Duration shortest(Deadline away, Deadline silence) {
    long nanos = Math.min(Timeouts.PROBE.toNanos(), away.remainingNanos());
    if (silence != null) {
      nanos = Math.min(nanos, silence.remainingNanos());
    }
    return Duration.ofNanos(Math.max(nanos, PAUSE.toNanos()));
  }

  /** Whether this is what a restart looks like from outside. */
  private static boolean passes(DaemonException e) {
    return switch (e) {
      case DaemonUnreachableException unreachable ->
          unreachable.reason() != DaemonUnreachableException.Reason.FORBIDDEN;
      case DaemonSilentException _, ConnectionLostException _, OutcomeUnknownException _ -> true;
      case UnusableDaemonException _, DaemonAwayException _ -> false;
    };
  }

  /** Refused for the only reason that a restart mends; nothing was done. */
  private static boolean isDraining(ApiException e) {
    return Json.text(e.details(), "reason").filter(Reason.DRAINING.wire()::equals).isPresent();
  }
}
