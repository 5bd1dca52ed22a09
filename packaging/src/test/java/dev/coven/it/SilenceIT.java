package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.CommandResult;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Somebody listens and does not answer. */
@Isolated("measures how long a command takes")
class SilenceIT {
  /** What {@code status} may take: 3 s, and its own start on a busy machine. */
  private static final long STATUS_MILLIS = 3_500;

  @AutoClose private final House house = House.own();

  @Test
  void ofAListenerThatIsNoDaemonIsNamedInTime() throws Exception {
    Files.createDirectory(
        house.home().coven(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // The kernel accepts up to the backlog; nobody ever reads.
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(house.home().socket()));
      CommandResult status = house.run("daemon", "status").expect(4);
      assertSays(
          status.out(),
          "Coven is not answering",
          "gave no answer in time",
          "no record in the home");
      assertInTime(status);

      List<CommandResult> results =
          together(
              List.of("daemon", "start"),
              List.of("daemon", "stop"),
              List.of("daemon", "serve"),
              List.of("sessions"));
      assertSays(
          results.get(0).expect(1).err(),
          "Something that is no daemon of this home listens at " + house.home().socket(),
          "does not answer (waited 3 s)",
          "try: ss -xlp");
      assertSays(
          results.get(1).expect(1).err(), "does not answer", "Nothing was signalled", "try: ss ");
      assertSays(
          results.get(2).expect(78).err(),
          "Another program listens on " + house.home().socket(),
          "does not hold this home's lock",
          "End that program");
      assertTrue(Files.exists(house.home().socket()));
    }
    assertFalse(Files.exists(house.home().daemonFile()));
  }

  @Test
  void ofADaemonThatStandsStillIsNamedInTimeAndEnded() throws Exception {
    long frozen = house.start();
    assertEquals(0, new ProcessBuilder("kill", "-STOP", "" + frozen).start().waitFor());
    CommandResult status = house.run("daemon", "status").expect(4);
    assertSays(
        status.out(),
        "Coven is not answering (pid " + frozen,
        "Its process lives, and gave no answer in time",
        "next      coven daemon restart");
    assertInTime(status);
    CommandResult restart = house.run("daemon", "restart").expect(0);
    assertSays(
        restart.out(), "Coven has stopped (pid " + frozen, "was killed", "Coven is running (pid ");
    assertFalse(Processes.runs(frozen));
  }

  private static void assertInTime(CommandResult status) {
    long millis = TimeUnit.NANOSECONDS.toMillis(status.nanos());
    assertTrue(millis < STATUS_MILLIS, () -> "status took " + millis + " ms");
  }

  private List<CommandResult> together(List<?>... commands)
      throws InterruptedException, ExecutionException {
    List<Future<CommandResult>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(commands.length)) {
      for (List<?> command : commands) {
        running.add(threads.submit(() -> house.run(command.toArray(String[]::new))));
      }
    }
    List<CommandResult> results = new ArrayList<>();
    for (Future<CommandResult> command : running) {
      results.add(command.get());
    }
    return results;
  }
}
