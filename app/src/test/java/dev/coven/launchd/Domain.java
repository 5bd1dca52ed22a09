package dev.coven.launchd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One domain with what is loaded in it. Guarded by its launchd. */
final class Domain {
  private final Supervisor supervisor;
  private final String name;
  private final String sessionType;
  private final Map<String, Job> jobs = new TreeMap<>();

  /** Until when a label that is gone is still refused. */
  private final Map<String, Long> lingering = new HashMap<>();

  /** Outlives unloading, logout and reboot. */
  private final Set<String> disabled = new HashSet<>();

  private boolean present = true;

  Domain(Supervisor supervisor, String name) {
    this.supervisor = supervisor;
    this.name = name;
    this.sessionType = name.startsWith("gui/") ? "Aqua" : "Background";
  }

  boolean isPresent() {
    return present;
  }

  void appear() {
    present = true;
  }

  /** A logout: everything in it is told to end. */
  void vanish() {
    present = false;
    List.copyOf(jobs.values()).forEach(Job::remove);
  }

  Optional<Job> job(String label) {
    return Optional.ofNullable(jobs.get(label));
  }

  Set<String> disabled() {
    return disabled;
  }

  String name() {
    return name;
  }

  Reply print() {
    StringBuilder out = new StringBuilder(name + " = {\n\ttype = user\n\tservices = {\n");
    jobs.forEach((label, job) -> out.append("\t\t").append(job.pid()).append(' ').append(label));
    return Reply.told(out.append("\n\t}\n}\n").toString());
  }

  Reply bootstrap(Path file) {
    Dialect dialect = supervisor.dialect();
    JobPlist plist;
    try {
      if (JobPlist.isLoose(file)) {
        return Reply.failed("Bootstrap", 122, "Path had bad ownership/permissions");
      }
      plist = JobPlist.read(file);
    } catch (IOException e) {
      return Reply.failed("Bootstrap", 5, "Input/output error");
    }
    plist.faults().forEach(fault -> supervisor.violation("the plist has " + fault));
    String label = plist.label();
    if (disabled.contains(label)) {
      String why = dialect.disabled() == 5 ? "Input/output error" : "Service is disabled";
      return Reply.failed("Bootstrap", dialect.disabled(), why);
    }
    if (!plist.sessionType().equals(sessionType)) {
      return Reply.failed("Bootstrap", 134, "Service cannot be loaded in this session type");
    }
    if (jobs.containsKey(label) || lingering.getOrDefault(label, 0L) > supervisor.time().now()) {
      return busy(dialect);
    }
    Job job = new Job(supervisor, plist, () -> gone(label));
    jobs.put(label, job);
    if (plist.runsAtLoad()) {
      job.spawn();
    }
    return Reply.OK;
  }

  private static Reply busy(Dialect dialect) {
    String why =
        switch (dialect.busy()) {
          case 17 -> "File exists";
          case 37 -> "Operation already in progress";
          default -> "Input/output error";
        };
    return Reply.failed("Bootstrap", dialect.busy(), why);
  }

  private void gone(String label) {
    jobs.remove(label);
    lingering.put(label, supervisor.time().now() + supervisor.dialect().lingering().toNanos());
  }

  Reply bootout(String label) {
    Job job = jobs.get(label);
    if (job == null) {
      return Reply.failed("Boot-out", 3, "No such process");
    }
    if (job.state() == Job.State.SIGTERMED) {
      return Reply.failed("Boot-out", 36, "Operation now in progress");
    }
    job.remove();
    return Reply.OK;
  }

  Reply kickstart(String label) {
    Job job = jobs.get(label);
    if (job == null) {
      return Reply.error(
          supervisor.dialect().kickstartUnloaded(), "Could not find service \"" + label + "\"");
    }
    switch (job.state()) {
      case SIGTERMED -> {
        return Reply.error(37, "Could not kickstart service: Operation already in progress");
      }
      case NOT_RUNNING -> job.spawn();
      case SPAWN_SCHEDULED -> {
        if (!supervisor.dialect().kickstartThrottled()) {
          job.spawn();
        }
      }
      case RUNNING -> {
        // Without -k this has no effect.
      }
    }
    return Reply.OK;
  }

  /** Loads what a login would. */
  void loadAll(List<Path> files) {
    List<Path> plists = new ArrayList<>(files);
    plists.removeIf(file -> !file.toString().endsWith(".plist"));
    plists.forEach(this::bootstrap);
  }
}
