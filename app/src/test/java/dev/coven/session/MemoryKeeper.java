package dev.coven.session;

import dev.coven.contract.HandoverMode;
import dev.coven.contract.SessionLimits;
import dev.coven.posix.Descriptor;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Keeps descriptors in this process, as a service manager does in its own. */
final class MemoryKeeper implements SessionKeeper {
  private final Map<String, Descriptor> kept = new HashMap<>();
  private final Map<String, Descriptor> left = new HashMap<>();
  volatile boolean stopping;
  volatile HandoverMode mode = HandoverMode.SPLICED;

  @Override
  public void announce() {
    // Nothing is moved.
  }

  @Override
  public boolean limitsMemory() {
    return false;
  }

  @Override
  public void enclose(long session, long pid, SessionLimits limits) {
    // Nothing here ends with its daemon.
  }

  @Override
  public synchronized void keep(String name, Descriptor descriptor) throws IOException {
    kept.put(name, Descriptor.duplicateOf(descriptor.number()));
  }

  @Override
  public void settle() {
    // It has arrived.
  }

  @Override
  public synchronized void forget(String name) throws IOException {
    Descriptor descriptor = kept.remove(name);
    if (descriptor != null) {
      descriptor.close();
    }
  }

  @Override
  public Map<String, Descriptor> left() {
    return left;
  }

  @Override
  public boolean isStopping() {
    return stopping;
  }

  @Override
  public void splicesNothing() {
    mode = HandoverMode.COPIED;
  }

  @Override
  public HandoverMode mode() {
    return mode;
  }

  /** What the next daemon finds: copies, as those that a new process inherits. */
  synchronized MemoryKeeper next() throws IOException {
    MemoryKeeper next = new MemoryKeeper();
    for (var each : kept.entrySet()) {
      next.kept.put(each.getKey(), each.getValue());
      next.left.put(each.getKey(), Descriptor.duplicateOf(each.getValue().number()));
    }
    kept.clear();
    return next;
  }

  synchronized int count() {
    return kept.size();
  }
}
