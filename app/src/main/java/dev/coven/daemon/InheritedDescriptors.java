package dev.coven.daemon;

import dev.coven.posix.Descriptor;
import dev.coven.posix.PosixException;
import dev.coven.posix.UnixListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What systemd gave this process beside the usual three descriptors (sd_listen_fds(3)): the
 * listener of its socket unit, and what an earlier process of the service put into the descriptor
 * store. Which is which, the descriptors themselves tell, not their order.
 *
 * <p>From the start on no child inherits any of them.
 */
final class InheritedDescriptors {
  /** What the socket unit calls its listener: FileDescriptorName, systemd.socket(5). */
  static final String LISTENER = "listener";

  /** SD_LISTEN_FDS_START. */
  private static final int FIRST = 3;

  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,5}");

  /** What systemd calls a descriptor that was given no name; sd_listen_fds_with_names(3). */
  private static final String NAMELESS = "unknown";

  private final List<Listener> listeners = new ArrayList<>();
  private final Map<String, Descriptor> others = new LinkedHashMap<>();

  private record Listener(String name, int number, String path) {}

  private InheritedDescriptors() {}

  /** Of a process that was given none. */
  static InheritedDescriptors none() {
    return new InheritedDescriptors();
  }

  /**
   * Takes over what was given to this process. To be called once, before it starts any other.
   *
   * @param environment the process's environment: LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES
   * @param pid the process's number; what is meant for another is let be
   * @param complaints told, in a sentence each, of descriptors that are of no use
   */
  static InheritedDescriptors take(
      Map<String, String> environment, long pid, Consumer<String> complaints) {
    InheritedDescriptors taken = none();
    String count = environment.getOrDefault("LISTEN_FDS", "");
    boolean ours = Long.toString(pid).equals(environment.get("LISTEN_PID"));
    if (ours && COUNT.matcher(count).matches()) {
      String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
      for (int i = 0; i < Integer.parseInt(count); i++) {
        String name = i < names.length && !names[i].isEmpty() ? names[i] : NAMELESS;
        try {
          taken.add(name, FIRST + i, complaints);
        } catch (PosixException e) {
          complaints.accept("descriptor " + (FIRST + i) + " (" + name + ") is of no use: " + e);
        }
      }
    }
    return taken;
  }

  /** Takes one over under its name. */
  void add(String name, int number, Consumer<String> complaints) throws PosixException {
    Descriptor descriptor = Descriptor.inherited(number);
    Optional<String> path = UnixListener.pathOf(number);
    if (path.isPresent()) {
      listeners.add(new Listener(name, number, path.get()));
    } else if (others.putIfAbsent(name, descriptor) != null) {
      complaints.accept("descriptor " + number + " is the second one of the name " + name);
    }
  }

  /** Whether a socket unit listens for this daemon, so that clients can start it. */
  boolean areActivated() {
    return !listeners.isEmpty();
  }

  /**
   * The listener of a path.
   *
   * @param path where it must be bound
   * @return its number, which nobody may ever close: it is systemd's too; empty when there is none
   */
  OptionalInt listener(Path path) {
    return listeners.stream()
        .filter(listener -> Path.of(listener.path()).equals(path))
        // By its name first: another may have been bound to the path before, and lost it.
        .sorted((a, b) -> Boolean.compare(b.name().equals(LISTENER), a.name().equals(LISTENER)))
        .mapToInt(Listener::number)
        .findFirst();
  }

  /**
   * Everything else, by the names under which it was stored; of several of one name the first. Each
   * is open, and whoever takes one closes it.
   */
  Map<String, Descriptor> others() {
    return Collections.unmodifiableMap(others);
  }
}
