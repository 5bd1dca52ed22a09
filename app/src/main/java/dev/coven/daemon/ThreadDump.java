package dev.coven.daemon;

/** What threads are at, in the lines of a stack trace. */
final class ThreadDump {
  /** Two threads a session: enough to see what holds what, and short enough to be read. */
  private static final int MAX_THREADS = 64;

  private ThreadDump() {}

  /** One thread. */
  static String of(Thread thread) {
    return text(thread, thread.getStackTrace());
  }

  /** All platform threads, up to {@value #MAX_THREADS}; the JVM does not list virtual ones. */
  static String ofAll() {
    StringBuilder dump = new StringBuilder();
    Thread.getAllStackTraces().entrySet().stream()
        .limit(MAX_THREADS)
        .map(entry -> text(entry.getKey(), entry.getValue()))
        .forEach(dump::append);
    return dump.toString();
  }

  private static String text(Thread thread, StackTraceElement[] frames) {
    StringBuilder text = new StringBuilder();
    text.append("\n\"").append(thread.getName()).append("\" ").append(thread.getState());
    for (StackTraceElement frame : frames) {
      text.append("\n\tat ").append(frame);
    }
    return text.toString();
  }
}
