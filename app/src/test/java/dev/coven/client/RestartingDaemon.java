package dev.coven.client;

import com.google.gson.JsonObject;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A daemon with one session that prints as long as it takes until the daemon was cut off in all
 * kinds of ways, as a seed has it. Ledger and session outlive each restart.
 */
final class RestartingDaemon implements AutoCloseable {
  /** The ways to be cut off. */
  enum Cut {
    /** Somewhere in an answer. */
    IN_ANSWER,
    /** With the request read, and no answer. */
    IN_REQUEST,
    /** Right after health, before the first question. */
    AFTER_HEALTH,
    /** Before health: the connection waited in a queue. */
    BEFORE_HEALTH,
    /** With all that was sent arrived whole. */
    BETWEEN,
    /** With the word to come back, as a daemon ends its streams that is being replaced. */
    COME_BACK,
    /** Gone for a while, with listener and socket; another process comes back. */
    GONE
  }

  private static final Pattern AFTER = Pattern.compile("afterSeq=(\\d+)");
  private static final String ALPHABET = "aß→\u001b\r\n";
  private static final int MAX_GAP = 7;
  private static final int MAX_TEXT = 300;
  private static final int MOST_AT_ONCE = 4;
  private static final int MAX_AWAY_MILLIS = 60;

  private final Path socket;
  private final Random random;
  private final int cuts;
  private final List<JsonObject> events = new ArrayList<>();
  private final StringBuilder printed = new StringBuilder();
  private final Map<Cut, Integer> made = new EnumMap<>(Cut.class);
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private FakeDaemon daemon;
  private Cut atNextHealth;
  private long pid;
  private long seq;

  RestartingDaemon(Path socket, long seed, int cuts) {
    this.socket = socket;
    this.random = new Random(seed);
    this.cuts = cuts;
    begin();
  }

  /** All that the session printed. */
  synchronized String printed() {
    return printed.toString();
  }

  /** How often it was cut off, and how. */
  synchronized Map<Cut, Integer> made() {
    return Map.copyOf(made);
  }

  private synchronized void begin() {
    try {
      pid++;
      daemon = new FakeDaemon(socket);
      daemon.on("GET /health", _ -> health());
      daemon.on("GET /sessions/s1", _ -> FakeDaemon.ok(record()));
      daemon.on("GET /events/stream", this::stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized String health() {
    Cut cut = atNextHealth;
    atNextHealth = null;
    String answer = FakeDaemon.ok(daemon.health(pid, true));
    if (cut == Cut.AFTER_HEALTH) {
      daemon.breakOffAfter(answer.length());
    }
    return cut == Cut.BEFORE_HEALTH ? null : answer;
  }

  private synchronized JsonObject record() {
    boolean ended = total() >= cuts;
    return FakeDaemon.session(
        "s1", ended ? SessionStatus.COMPLETED : SessionStatus.RUNNING, ended ? 0 : null);
  }

  private int total() {
    return made.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Some of what is there, and a bit more each time it is asked. */
  private synchronized String stream(String request) {
    Matcher matcher = AFTER.matcher(request);
    long after = matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    if (total() < cuts) {
      print();
    }
    List<JsonObject> behind =
        events.stream().filter(event -> event.get("seq").getAsLong() > after).toList();
    if (total() == cuts) {
      return FakeDaemon.stream(behind.stream().map(FakeDaemon::message).toArray(String[]::new));
    }
    Stream<String> some =
        Stream.concat(
            Stream.of(": live\n\n"), behind.stream().limit(MOST_AT_ONCE).map(FakeDaemon::message));
    return cutOff(some.toArray(String[]::new));
  }

  private void print() {
    for (int i = random.nextInt(3); i > 0; i--) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(MAX_TEXT); j > 0; j--) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length()))).append(seq);
      }
      JsonObject payload = new JsonObject();
      payload.addProperty("data", text.toString());
      seq += 1 + random.nextInt(MAX_GAP);
      events.add(FakeDaemon.event(seq, "output", payload.toString()));
      printed.append(text);
    }
  }

  /** Chooses a cut and makes it; gives what is answered all the same, or null. */
  private String cutOff(String... messages) {
    String answer = FakeDaemon.openStream(messages);
    Cut cut = Cut.values()[random.nextInt(Cut.values().length)];
    made.merge(cut, 1, Integer::sum);
    switch (cut) {
      case IN_ANSWER -> daemon.breakOffAfter(1 + random.nextInt(answer.length() - 1));
      case BETWEEN -> daemon.breakOffAfter(Integer.MAX_VALUE - 1);
      case AFTER_HEALTH, BEFORE_HEALTH -> atNextHealth = cut;
      case GONE -> {
        try {
          daemon.retire();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        clock.schedule(this::begin, random.nextInt(MAX_AWAY_MILLIS), TimeUnit.MILLISECONDS);
      }
      case IN_REQUEST, COME_BACK -> {
        // No answer, or the word to come back, is all there is to it.
      }
    }
    return switch (cut) {
      case IN_ANSWER, BETWEEN -> answer;
      case COME_BACK ->
          FakeDaemon.stream(
              Stream.concat(Stream.of(messages), Stream.of("retry: 250\n\n"))
                  .toArray(String[]::new));
      case AFTER_HEALTH, BEFORE_HEALTH, IN_REQUEST, GONE -> null;
    };
  }

  @Override
  public synchronized void close() throws IOException {
    clock.shutdownNow();
    daemon.close();
  }
}
