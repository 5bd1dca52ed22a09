package dev.coven.daemonology;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A daemon whose start and shutdown are written by the test, and which notes their calls. */
final class ScriptedDaemon extends ContractDaemon {
  /** What to do, given the daemon that does it. */
  interface Script {
    void run(ScriptedDaemon self) throws Exception;
  }

  private final List<String> log;
  private volatile Script start = self -> {};
  private volatile Script shutdown = self -> {};

  ScriptedDaemon(String name) {
    this(name, new CopyOnWriteArrayList<>());
  }

  /** One that notes its calls in a log shared with others. */
  ScriptedDaemon(String name, List<String> log) {
    super(name);
    this.log = log;
  }

  ScriptedDaemon(String name, InstantSource clock) {
    super(name, clock);
    this.log = new CopyOnWriteArrayList<>();
  }

  /** A script that fails. */
  static Script thrower(Exception thrown) {
    return self -> {
      throw thrown;
    };
  }

  ScriptedDaemon onStart(Script script) {
    start = script;
    return this;
  }

  ScriptedDaemon onShutdown(Script script) {
    shutdown = script;
    return this;
  }

  /** The calls so far: {@code start NAME}, {@code shutdown NAME}, {@code close RESOURCE}. */
  List<String> log() {
    return log;
  }

  /** A resource that notes when it is closed. */
  AutoCloseable take(String resource) {
    return own(() -> log.add("close " + resource));
  }

  void take(AutoCloseable resource) {
    own(resource);
  }

  void report(Throwable cause) {
    fail(cause);
  }

  @Override
  protected void onStart() throws Exception {
    log.add("start " + name());
    start.run(this);
  }

  @Override
  protected void onShutdown() throws Exception {
    log.add("shutdown " + name());
    shutdown.run(this);
  }
}
