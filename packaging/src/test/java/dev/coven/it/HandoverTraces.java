package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.kit.LabService;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** What sessions leave behind in systemd: nothing that anybody has to wonder about. */
final class HandoverTraces {
  /** What systemd says of a service that starts, ends and is killed, and of scopes beside it. */
  private static final Pattern EXPECTED =
      Pattern.compile(
          "(Starting|Started|Stopping|Stopped|Created slice|Reached target|Listening on|Closed) .*"
              + "|.*: Main process exited, code=killed, status=9/KILL"
              + "|.*: Failed with result 'signal'\\."
              + "|.*: Scheduled restart job, restart counter is at [0-9]+\\."
              + "|.*: (Deactivated successfully|Succeeded)\\."
              + "|.*: Consumed .* CPU time\\.");

  private HandoverTraces() {}

  /** Waits until the service's store has given up the descriptors of all sessions. */
  static void requireEmptyStore(ServiceLab lab, LabService service) throws Exception {
    lab.machine()
        .await(
            "an empty store",
            "test $(systemctl --user show --value -p NFileDescriptorStore "
                + service.unit()
                + ") = 0");
  }

  /** Requires that systemd complains of nothing. */
  static void requireQuietJournal(ServiceLab lab, LabService service)
      throws IOException, InterruptedException {
    List<String> lines =
        lab.sh("journalctl --user -q -o cat -t systemd -u '" + service.identifier() + "*'")
            .lines()
            .filter(line -> !EXPECTED.matcher(line).matches())
            .toList();
    assertEquals(List.of(), lines);
  }

  /** What lives of the sessions of a service, as the user's manager and /proc know it. */
  static String livingProcesses(ServiceLab lab, LabService service)
      throws IOException, InterruptedException {
    // Whatever has left the session's scope, terminal or parent still has its environment.
    return lab.sh(
        ("systemctl --user list-units --all --no-legend --plain '%s-session-*';"
                + " grep -lzs '^COVEN_SESSION_ID=' /proc/[0-9]*/environ || :")
            .formatted(service.identifier()));
  }
}
