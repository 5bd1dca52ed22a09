package dev.coven.daemon;

import dev.coven.posix.Descriptor;
import dev.coven.posix.PosixException;
import java.util.HashMap;
import java.util.Map;

/** What came back from the service's descriptor store; see sd_listen_fds_with_names(3). */
final class StoredDescriptors {
  /** SD_LISTEN_FDS_START. */
  private static final int FIRST = 3;

  private StoredDescriptors() {}

  /**
   * Takes them over, and keeps them from children.
   *
   * @param environment the process's environment
   * @param pid its number: the variables may be meant for another
   * @return by name; sockets that the service listens on among them
   * @throws PosixException when there are fewer than was said
   */
  static Map<String, Descriptor> take(Map<String, String> environment, long pid)
      throws PosixException {
    Map<String, Descriptor> taken = new HashMap<>();
    if (!Long.toString(pid).equals(environment.get("LISTEN_PID"))) {
      return taken;
    }
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":");
    int count = Integer.parseInt(environment.getOrDefault("LISTEN_FDS", "0"));
    for (int i = 0; i < count; i++) {
      String name = i < names.length ? names[i] : Integer.toString(i);
      taken.put(name, Descriptor.inherited(FIRST + i));
    }
    return taken;
  }
}
