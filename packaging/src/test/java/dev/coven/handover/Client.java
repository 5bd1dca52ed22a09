package dev.coven.handover;

/** A client that works until its sessions have ended. */
abstract class Client {
  private final Thread thread;
  private volatile Throwable failure;

  Client(String name) {
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::runAndKeepFailure);
  }

  private void runAndKeepFailure() {
    try {
      run();
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Its work. */
  abstract void run() throws Exception;

  /** How often it got what it wanted; grows. */
  abstract long progress();

  final void start() {
    thread.start();
  }

  /** Requires that it goes on. */
  final void requireWell() {
    if (failure != null) {
      throw new AssertionError(thread.getName() + " failed", failure);
    }
  }

  /** Waits until its work is done. */
  final void join(long millis) throws InterruptedException {
    thread.join(millis);
    requireWell();
    if (thread.isAlive()) {
      AssertionError stuck = new AssertionError(thread.getName() + " is not done");
      stuck.setStackTrace(thread.getStackTrace());
      throw stuck;
    }
  }
}
