package dev.coven.handover;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The trial itself: twenty sessions, a client for nearly each, many restarts. Runs on the service's
 * machine as its user; prints a line after each restart, and the figures in the last one.
 */
public final class Trial {
  /** What begins the line of figures. */
  public static final String RESULT = "result ";

  private static final int SESSIONS = 20;
  private static final int PIPED_EVERY = 4;

  /** Each such session is read by pages, the others by streams. */
  private static final int POLLED_EVERY = 3;

  private static final int TYPISTS = 2;
  private static final int FOLLOWERS = 3;

  /** Lines in each tenth of a second; one session prints much faster than the others. */
  private static final int BURST = 10;

  private static final int FAST_BURST = 800;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** systemd allows thirty starts in thirty seconds. */
  private static final long SHORTEST_LIFE_MILLIS = 1_100;

  private static final int LIFE_SPREAD_MILLIS = 600;

  private final TrialPlan plan;
  private final Waits waits = new Waits();
  private final List<Talk> talks = new ArrayList<>();
  private final List<Heard> heard = new ArrayList<>();
  private final List<Typist> typists = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final OpenFiles openFiles;
  private int processes;

  private Trial(TrialPlan plan) {
    this.plan = plan;
    this.openFiles = new OpenFiles(plan.home(), plan.bin().resolve(Talk.HARNESS));
  }

  /** Runs it; see {@link TrialPlan#arguments}. */
  public static void main(String... arguments) throws Exception {
    TrialPlan plan = TrialPlan.parse(arguments);
    Talk.install(plan.bin());
    Files.createDirectories(plan.project());
    Files.deleteIfExists(plan.user().resolve(Talk.STOP));
    JsonObject result = new JsonObject();
    if (plan.measuresLaunches()) {
      LaunchTimes times = new LaunchTimes();
      times.measure(plan.socket(), plan.project());
      result.addProperty("launchAnsweredMillis", times.answeredMillis());
      result.addProperty("launchPrintedMillis", times.printedMillis());
    }
    new Trial(plan).run(result);
    System.out.println(RESULT + result);
  }

  private void run(JsonObject result) throws Exception {
    for (int i = 0; i < SESSIONS; i++) {
      launch(i);
    }
    beginClients();
    restartOften();
    awaitEnd();
    int typed = 0;
    for (Typist typist : typists) {
      for (Talk talk : typist.talks()) {
        typed += typist.requireHeard(talk, listener(talk).heard());
      }
    }
    result.addProperty("sessions", talks.size());
    result.addProperty("processes", processes);
    result.addProperty("bytes", talks.stream().mapToLong(talk -> listener(talk).bytes()).sum());
    result.addProperty("typed", typed);
    result.addProperty("requests", waits.answers());
    result.addProperty("refused", waits.refusals().size());
    result.addProperty("broken", waits.broken());
    result.addProperty("brokenWithoutKill", waits.brokenWithoutKill().size());
    result.addProperty(
        "faults", String.join("\n", concat(waits.refusals(), waits.brokenWithoutKill())));
    JsonObject worst = new JsonObject();
    waits.worstMillis().forEach((end, millis) -> worst.addProperty(end.word(), millis));
    result.add("worstMillis", worst);
  }

  private static List<String> concat(List<String> one, List<String> other) {
    List<String> all = new ArrayList<>(other);
    all.addAll(one.subList(0, Math.min(5, one.size())));
    return all;
  }

  private void launch(int index) throws Exception {
    boolean onTerminal = index % PIPED_EVERY != PIPED_EVERY - 1;
    int burst = index == 0 ? FAST_BURST : BURST;
    Talk talk = new Talk("talk" + index, 1 + index * 7919, burst, index % 4, onTerminal);
    try (Api api = new Api(RawHttp.connect(plan.socket()))) {
      api.post("/sessions", talk.request(plan.project())).expect(201);
      // What is typed before the harness has turned the terminal's echo off would come twice.
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (api.events(talk.tag(), 0, 1).getAsJsonArray("events").isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("no output of " + talk);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
    talks.add(talk);
  }

  private void beginClients() {
    follow(talks);
    List<Talk> typable = talks.stream().filter(Talk::onTerminal).toList();
    for (int i = 0; i < TYPISTS; i++) {
      typists.add(new Typist("typist " + i, plan.socket(), waits, share(typable, i, TYPISTS)));
    }
    clients.addAll(typists);
    for (int i = 0; i < FOLLOWERS; i++) {
      clients.add(new Follower(talks.get(i + 1), plan.attach()));
    }
    clients.forEach(Client::start);
  }

  /** Has clients hear each of these sessions, every third by pages and the others by streams. */
  private List<Client> follow(List<Talk> some) {
    List<Client> followers = new ArrayList<>();
    List<Talk> polled = share(some, 0, POLLED_EVERY);
    Poller poller = new Poller("poller", plan.socket(), waits, polled);
    heard.addAll(poller.heard());
    followers.add(poller);
    for (Talk talk : some) {
      if (!polled.contains(talk)) {
        Streamer streamer = new Streamer(plan.socket(), waits, talk);
        heard.add(streamer.heard());
        followers.add(streamer);
      }
    }
    clients.addAll(followers);
    return followers;
  }

  private static List<Talk> share(List<Talk> all, int index, int count) {
    List<Talk> share = new ArrayList<>();
    for (int i = index; i < all.size(); i += count) {
      share.add(all.get(i));
    }
    return share;
  }

  private void restartOften() throws Exception {
    Random random = new Random(plan.seed());
    List<End> ends = new ArrayList<>();
    for (int i = 0; i < plan.restarts(); i++) {
      ends.add(End.values()[i % End.values().length]);
    }
    Collections.shuffle(ends, random);
    Restarter restarter = new Restarter(plan.socket(), plan.restart(), waits);
    processes = openFiles.require(talks);
    for (int i = 0; i < ends.size(); i++) {
      long life = SHORTEST_LIFE_MILLIS + random.nextInt(LIFE_SPREAD_MILLIS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(life));
      long millis = restarter.end(ends.get(i));
      awaitProgress();
      System.out.printf("restarted %d %s %d%n", i + 1, ends.get(i).word(), millis);
    }
    // Two more that a daemon launched which had taken others over.
    launch(SESSIONS);
    launch(SESSIONS + PIPED_EVERY - 1);
    follow(talks.subList(SESSIONS, talks.size())).forEach(Client::start);
    processes += openFiles.require(talks);
  }

  /** Each client has got something since. */
  private void awaitProgress() {
    for (Client client : clients) {
      long before = client.progress();
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (client.progress() == before) {
        client.requireWell();
        if (System.nanoTime() > deadline) {
          throw new AssertionError("a client got nothing for " + LIMIT);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  private void awaitEnd() throws IOException, InterruptedException {
    typists.forEach(Typist::end);
    for (Typist typist : typists) {
      typist.join(LIMIT.toMillis());
    }
    try (Api api = new Api(RawHttp.connect(plan.socket()))) {
      for (Talk talk : talks.subList(SESSIONS, talks.size())) {
        if (talk.onTerminal()) {
          JsonObject end = new JsonObject();
          end.addProperty("data", Talk.LAST + "\n");
          api.post("/sessions/" + talk.tag() + "/input", end).expect(202);
        }
      }
    }
    Files.createFile(plan.user().resolve(Talk.STOP));
    for (Client client : clients) {
      client.join(LIMIT.toMillis());
    }
  }

  private Listener listener(Talk talk) {
    return heard.stream().filter(each -> each.talk() == talk).findFirst().orElseThrow().listener();
  }
}
