package dev.coven.launchd;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Processes that only pretend, on a fake clock. */
final class ScriptedPrograms implements Programs {
  /** Above the highest pid of any kernel, so that none of them means a real process. */
  private static final long FIRST_PID = 5_000_000;

  private final FakeTime time;
  private final AtomicLong pids = new AtomicLong(FIRST_PID);
  private final Map<Long, Pretender> alive = new ConcurrentHashMap<>();
  private volatile Script script = Script.OBEDIENT;

  ScriptedPrograms(FakeTime time) {
    this.time = time;
  }

  /** What processes do that are started from now on. */
  void follow(Script next) {
    script = next;
  }

  /** Ends a process now. */
  void end(long pid, Exit exit) {
    Pretender process = alive.get(pid);
    if (process == null) {
      throw new IllegalStateException("there is no process " + pid);
    }
    process.end(exit);
  }

  @Override
  public Running start(JobPlist plist, Consumer<Exit> onExit) {
    Pretender process = new Pretender(pids.getAndIncrement(), script, onExit);
    alive.put(process.pid, process);
    process.script.life().ifPresent(life -> process.endIn(life, process.script.exit()));
    return process;
  }

  private final class Pretender implements Running {
    private final long pid;
    private final Script script;
    private final Consumer<Exit> onExit;

    Pretender(long pid, Script script, Consumer<Exit> onExit) {
      this.pid = pid;
      this.script = script;
      this.onExit = onExit;
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public void terminate() {
      script.drain().ifPresent(drain -> endIn(drain, Exit.code(0)));
    }

    @Override
    public void kill() {
      endIn(Duration.ZERO, Exit.signal(Exit.SIGKILL));
    }

    void endIn(Duration delay, Exit exit) {
      time.schedule(delay, () -> end(exit));
    }

    void end(Exit exit) {
      if (alive.remove(pid) != null) {
        onExit.accept(exit);
      }
    }
  }
}
