package dev.coven.diagnose;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Something that several checks need and that is found out once, by the first who asks; the others
 * wait for it.
 */
final class Once<T> {
  private final FutureTask<T> task;

  Once(Callable<T> how) {
    this.task = new FutureTask<>(how);
  }

  /**
   * What was found.
   *
   * @throws Exception what kept it from being found out, the same for all who ask
   */
  T get() throws Exception {
    task.run();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
