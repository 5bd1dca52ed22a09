package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.posix.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class InheritedDescriptorsTest {
  @TempDir private Path directory;
  private final List<String> complaints = new ArrayList<>();

  @Test
  void whatIsMeantForAnotherProcessIsLetBe() {
    for (Map<String, String> environment :
        List.of(
            Map.<String, String>of(),
            Map.of("LISTEN_FDS", "1", "LISTEN_PID", "8", "LISTEN_FDNAMES", "listener"),
            Map.of("LISTEN_FDS", "1"),
            Map.of("LISTEN_FDS", "-1", "LISTEN_PID", "7"),
            Map.of("LISTEN_FDS", "many", "LISTEN_PID", "7"))) {
      var taken = InheritedDescriptors.take(environment, 7, complaints::add);
      assertFalse(taken.areActivated());
      assertEquals(Map.of(), taken.others());
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void theListenerIsKnownByWhatItIsAndNotByItsPlace() throws Exception {
    Path path = directory.resolve("s");
    int listener = InheritedListeners.bind(path);
    try (Pipe pipe = Pipe.open()) {
      int reading = pipe.readEnd().number();
      int writing = pipe.writeEnd().number();
      InheritedDescriptors inherited = InheritedDescriptors.none();
      inherited.add("12.terminal", reading, complaints::add);
      inherited.add("renamed", listener, complaints::add);
      inherited.add("12.memory", writing, complaints::add);
      assertTrue(inherited.areActivated());
      assertEquals(OptionalInt.of(listener), inherited.listener(path));
      assertEquals(OptionalInt.empty(), inherited.listener(directory.resolve("other")));
      assertEquals(Set.of("12.terminal", "12.memory"), inherited.others().keySet());
      assertEquals(reading, inherited.others().get("12.terminal").number());
      assertEquals(writing, inherited.others().get("12.memory").number());
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void ofTwoThatWereBoundToThePathTheNamedOneIsTaken() throws Exception {
    Path path = directory.resolve("s");
    int lost = InheritedListeners.bind(path);
    Files.delete(path);
    int listener = InheritedListeners.bind(path);
    InheritedDescriptors inherited = InheritedDescriptors.none();
    inherited.add("other", lost, complaints::add);
    inherited.add(InheritedDescriptors.LISTENER, listener, complaints::add);
    assertEquals(OptionalInt.of(listener), inherited.listener(path));
  }

  @Test
  void noChildInheritsWhatWasTaken() throws Exception {
    int listener = InheritedListeners.bind(directory.resolve("s"));
    InheritedDescriptors.none().add("x", listener, complaints::add);
    String flags =
        Files.readAllLines(Path.of("/proc/self/fdinfo/" + listener)).stream()
            .filter(line -> line.startsWith("flags:"))
            .findFirst()
            .orElseThrow();
    int octal = Integer.parseInt(flags.substring("flags:".length()).strip(), 8);
    assertEquals(02000000, octal & 02000000, "O_CLOEXEC, as proc_pid_fdinfo(5) shows it");
  }

  @Test
  void theSecondOfOneNameIsOfNoUseAndTold() throws Exception {
    try (Pipe pipe = Pipe.open()) {
      InheritedDescriptors inherited = InheritedDescriptors.none();
      inherited.add("twice", pipe.readEnd().number(), complaints::add);
      inherited.add("twice", pipe.writeEnd().number(), complaints::add);
      assertEquals(pipe.readEnd().number(), inherited.others().get("twice").number());
      assertEquals(1, inherited.others().size());
      assertEquals(1, complaints.size());
    }
  }
}
