package dev.coven.session;

import dev.coven.posix.Descriptor;
import dev.coven.posix.MemoryFile;
import java.io.IOException;
import java.util.Map;

/**
 * The descriptors of a session that is handed over.
 *
 * @param terminal its terminal's master; null between pipes
 * @param input where to type between pipes; null on a terminal, or when nothing can be typed
 * @param pipeIn what the terminal's output goes into; null between pipes
 * @param pipeOut where its output comes out
 * @param output where output waits to be committed
 */
record KeptDescriptors(
    Descriptor terminal, Descriptor input, Descriptor pipeIn, Descriptor pipeOut, MemoryFile output)
    implements AutoCloseable {

  /**
   * Takes those of a session out of what was left.
   *
   * @param names what they are called
   * @param left all that was left; those of the session are removed
   * @return null when output cannot be read from what there is
   */
  static KeptDescriptors take(KeptNames names, Map<String, Descriptor> left) {
    Descriptor terminal = left.remove(names.terminal());
    Descriptor input = left.remove(names.input());
    Descriptor pipeIn = left.remove(names.pipeIn());
    Descriptor pipeOut = left.remove(names.pipeOut());
    Descriptor output = left.remove(names.output());
    boolean whole = pipeOut != null && output != null && (terminal == null) == (pipeIn == null);
    if (!whole) {
      put(left, names.terminal(), terminal);
      put(left, names.input(), input);
      put(left, names.pipeIn(), pipeIn);
      put(left, names.pipeOut(), pipeOut);
      put(left, names.output(), output);
      return null;
    }
    return new KeptDescriptors(terminal, input, pipeIn, pipeOut, new MemoryFile(output));
  }

  private static void put(Map<String, Descriptor> left, String name, Descriptor descriptor) {
    if (descriptor != null) {
      left.put(name, descriptor);
    }
  }

  /** Has them kept. */
  void keep(SessionKeeper keeper, KeptNames names) throws IOException {
    keep(keeper, names.terminal(), terminal);
    keep(keeper, names.input(), input);
    keep(keeper, names.pipeIn(), pipeIn);
    keep(keeper, names.pipeOut(), pipeOut);
    keep(keeper, names.output(), output.descriptor());
  }

  private static void keep(SessionKeeper keeper, String name, Descriptor descriptor)
      throws IOException {
    if (descriptor != null) {
      keeper.keep(name, descriptor);
    }
  }

  @Override
  public void close() throws IOException {
    try (terminal;
        input;
        pipeIn;
        pipeOut) {
      output.close();
    }
  }
}
