package dev.coven.handover;

import com.google.gson.JsonObject;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Types numbers into some sessions, one after another, until it is told to end them. */
final class Typist extends Client {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Caller caller;
  private final List<Talk> talks;
  private final Map<Talk, List<Integer>> typed = new HashMap<>();
  private final Set<Integer> uncertain = new HashSet<>();
  private int number;
  private volatile boolean ending;

  Typist(String name, Path socket, Waits waits, List<Talk> talks) {
    super(name);
    this.caller = new Caller(socket, waits);
    this.talks = talks;
    talks.forEach(talk -> typed.put(talk, new ArrayList<>()));
  }

  @Override
  void run() throws IOException {
    while (!ending) {
      for (Talk talk : talks) {
        type(talk);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    for (Talk talk : talks) {
      // Twice does no harm: nobody reads the second one.
      caller.repeated("POST", path(talk), body(Talk.LAST));
    }
  }

  private void type(Talk talk) throws IOException {
    number++;
    typed.get(talk).add(number);
    Optional<Reply> reply = caller.once("POST", path(talk), body(Integer.toString(number)));
    if (reply.isEmpty()) {
      uncertain.add(number);
    } else {
      reply.get().expect(202);
    }
  }

  private static String path(Talk talk) {
    return "/sessions/" + talk.tag() + "/input";
  }

  private static byte[] body(String line) {
    JsonObject body = new JsonObject();
    body.addProperty("data", line + "\n");
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Has it end its sessions. */
  void end() {
    ending = true;
  }

  @Override
  long progress() {
    return caller.answers();
  }

  /**
   * Requires that a session heard what was typed, in order and once; what a killed process had in
   * hand it may have heard or not.
   *
   * @return how many lines it heard
   */
  int requireHeard(Talk talk, List<Integer> heard) {
    List<Integer> wanted = new ArrayList<>(typed.get(talk));
    Set<Integer> all = new HashSet<>(heard);
    wanted.removeIf(each -> uncertain.contains(each) && !all.contains(each));
    if (!wanted.equals(heard)) {
      List<Integer> missing = new ArrayList<>(wanted);
      missing.removeAll(all);
      throw new AssertionError(
          talk
              + ": typed were "
              + wanted.size()
              + " lines, heard "
              + heard.size()
              + "; missing "
              + missing);
    }
    return heard.size();
  }

  List<Talk> talks() {
    return talks;
  }
}
