package dev.coven.launchd;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Jobs as processes of this machine, each with a process group of its own as under launchd. */
final class RealPrograms implements Programs, Closeable {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** What Java tells of a process that KILL ended; a program that exits so itself is not known. */
  private static final int KILLED = 128 + Exit.SIGKILL;

  /** What launchd gives a job beside the plist's own; the shell's environment is not inherited. */
  private static final List<String> INHERITED =
      List.of("HOME", "USER", "LOGNAME", "SHELL", "TMPDIR");

  private final Map<String, String> login;
  private final Set<Job> alive = ConcurrentHashMap.newKeySet();

  /**
   * For a user.
   *
   * @param login the environment of the user's login
   */
  RealPrograms(Map<String, String> login) {
    this.login = Map.copyOf(login);
  }

  @Override
  public Running start(JobPlist plist, Consumer<Exit> onExit) throws IOException {
    List<String> argv = new ArrayList<>();
    boolean group = Files.isExecutable(SETSID);
    if (group) {
      argv.add(SETSID.toString());
    }
    String umask = Integer.toOctalString(plist.umask());
    argv.addAll(List.of("/bin/sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
    argv.addAll(plist.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .directory(plist.workingDirectory().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(plist.output().toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(plist.errors().toFile()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(login);
    environment.keySet().retainAll(INHERITED);
    environment.put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    environment.put("XPC_SERVICE_NAME", plist.label());
    environment.putAll(plist.environment());
    Job job = new Job(builder.start(), group);
    alive.add(job);
    job.process
        .onExit()
        .thenAccept(
            ended -> {
              alive.remove(job);
              job.signalGroup("KILL");
              int code = ended.exitValue();
              onExit.accept(code == KILLED ? Exit.signal(Exit.SIGKILL) : Exit.code(code));
            });
    return job;
  }

  /** Kills what is left. */
  @Override
  public void close() {
    alive.forEach(Job::kill);
  }

  private record Job(Process process, boolean group) implements Running {
    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public void terminate() {
      process.destroy();
    }

    @Override
    public void kill() {
      signalGroup("KILL");
      process.destroyForcibly();
    }

    /** When a job's process has ended, launchd ends the rest of its process group. */
    void signalGroup(String signal) {
      if (group) {
        try {
          // Fails when nothing is left of the group, which is what it is for.
          new ProcessBuilder("/bin/kill", "-" + signal, "--", "-" + pid())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
        } catch (IOException e) {
          throw new IllegalStateException("/bin/kill cannot be run", e);
        }
      }
    }
  }
}
