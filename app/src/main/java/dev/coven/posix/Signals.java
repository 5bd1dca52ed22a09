package dev.coven.posix;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * What this process does on signals. A handler, and not "ignore": what is ignored is inherited by
 * every harness, and a harness must die of its terminal's hang-up.
 *
 * <p>{@code sun.misc.Signal} is the only way to handle a signal in Java. It is supported (module
 * jdk.unsupported, JEP 260), but the compiler warns of it in a way that cannot be suppressed, so it
 * is reached by reflection.
 */
public final class Signals {
  private Signals() {}

  /**
   * Runs an action on each arrival of a signal.
   *
   * @param name the signal without SIG
   * @param action runs on a thread of the JVM's own; must return soon
   * @throws IllegalStateException when this Java has no such facility
   */
  public static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> invoke(self, method, arguments, action));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("signal " + name + " cannot be handled", e);
    }
  }

  private static Object invoke(Object self, Method method, Object[] arguments, Runnable action) {
    return switch (method.getName()) {
      case "handle" -> {
        action.run();
        yield null;
      }
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "signal handler" + Arrays.toString(arguments);
    };
  }
}
