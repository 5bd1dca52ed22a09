package dev.coven.diagnose;

import dev.coven.home.CovenHome;
import dev.coven.home.EnvironmentFile;
import dev.coven.home.ProcessIdentity;
import dev.coven.home.ProcessVariables;
import dev.coven.ledger.LedgerGlance;
import dev.coven.ledger.LedgerRefusedException;
import dev.coven.ledger.Orphan;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Processes of sessions that nobody can reach any more. */
final class LeftoversCheck implements Check {
  private static final int NEWEST = 100;

  private final CovenHome home;

  LeftoversCheck(CovenHome home) {
    this.home = home;
  }

  @Override
  public String subject() {
    return "sessions.leftovers";
  }

  @Override
  public List<CheckResult> look() throws IOException, LedgerRefusedException {
    if (!Files.exists(home.ledger())) {
      return List.of();
    }
    Set<Long> left = new LinkedHashSet<>();
    Set<String> sessions = new LinkedHashSet<>();
    Map<Long, String> owned = ProcessVariables.having(EnvironmentFile.SESSION_VARIABLE);
    for (Orphan orphan : orphans()) {
      Set<Long> processes = processes(orphan, owned);
      if (!processes.isEmpty()) {
        sessions.add(orphan.id());
        left.addAll(processes);
      }
    }
    if (left.isEmpty()) {
      return List.of(CheckResult.pass(subject(), "No process of an orphaned session is left."));
    }
    String numbers = left.stream().map(String::valueOf).collect(Collectors.joining(" "));
    return List.of(
        CheckResult.fail(
            subject(),
            "Of orphaned sessions ("
                + String.join(", ", sessions)
                + ") processes are left that nobody can reach: "
                + numbers
                + ".",
            "kill -9 " + numbers));
  }

  private List<Orphan> orphans() throws LedgerRefusedException {
    try (LedgerGlance glance =
        LedgerGlance.open(home.ledger(), LedgerCheck.LOCK, LedgerCheck.LOCK)) {
      return glance.orphans(NEWEST);
    }
  }

  private static Set<Long> processes(Orphan orphan, Map<Long, String> owned) {
    Set<Long> found = new LinkedHashSet<>();
    owned.forEach(
        (pid, session) -> {
          if (session.equals(orphan.id())) {
            found.add(pid);
          }
        });
    if (orphan.pid() != null
        && orphan.processStart() != null
        && new ProcessIdentity(orphan.pid(), orphan.processStart()).isRunning()) {
      found.add(orphan.pid());
    }
    return found;
  }
}
