package dev.coven.daemon;

import dev.coven.contract.SessionLimits;
import dev.coven.daemon.dbus.BusConnection;
import dev.coven.daemon.dbus.BusException;
import dev.coven.daemon.dbus.Marshal;
import dev.coven.daemon.dbus.MethodCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The user's systemd, asked on its private socket, as systemctl does: no bus is needed. Methods and
 * properties are those of org.freedesktop.systemd1(5).
 */
final class UserManager implements AutoCloseable {
  private static final String OBJECT = "/org/freedesktop/systemd1";
  private static final String MANAGER = "org.freedesktop.systemd1.Manager";
  private static final String UNIT = "org.freedesktop.systemd1.Unit";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final int STRUCT_ALIGNMENT = 8;

  /** How long systemd may take to answer; it takes milliseconds. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

  private final Path socket;
  private final long uid;
  private BusConnection connection;

  /**
   * A manager that is not asked before it is needed.
   *
   * @param runtimeDirectory the user's XDG_RUNTIME_DIR
   * @param uid the user
   */
  UserManager(Path runtimeDirectory, long uid) {
    this.socket = runtimeDirectory.resolve("systemd/private");
    this.uid = uid;
  }

  /**
   * Starts a scope with one process in it. It ends with a service, also when that is only stopped
   * and not when it ends by itself, and before it.
   *
   * @param name the scope, with its suffix
   * @param description for people
   * @param pid the process
   * @param service the service, with its suffix
   * @param stopTimeout how long its processes may take to end
   * @param limits what they may use
   * @throws IOException when systemd refuses or cannot be reached
   */
  void startScope(
      String name,
      String description,
      long pid,
      String service,
      Duration stopTimeout,
      SessionLimits limits)
      throws IOException {
    List<Consumer<Marshal>> properties = new ArrayList<>();
    properties.add(property("Description", "s", value -> value.text(description)));
    properties.add(
        property(
            "PIDs",
            "au",
            value -> value.array(Integer.BYTES, List.of(each -> each.number((int) pid)))));
    properties.add(property("PartOf", "as", value -> texts(value, service)));
    properties.add(property("After", "as", value -> texts(value, service)));
    properties.add(property("SendSIGHUP", "b", value -> value.number(1)));
    properties.add(property("TimeoutStopUSec", "t", value -> value.large(micros(stopTimeout))));
    limits
        .memoryBytes()
        .ifPresent(
            bytes -> properties.add(property("MemoryMax", "t", value -> value.large(bytes))));
    limits
        .timeout()
        .ifPresent(
            span ->
                properties.add(
                    property("RuntimeMaxUSec", "t", value -> value.large(micros(span)))));
    properties.add(property("CollectMode", "s", value -> value.text("inactive-or-failed")));
    Marshal arguments =
        new Marshal()
            .text(name)
            .text("fail")
            .array(STRUCT_ALIGNMENT, properties)
            .array(STRUCT_ALIGNMENT, List.of());
    call(new MethodCall(OBJECT, MANAGER, "StartTransientUnit", "ssa(sv)a(sa(sv))", arguments));
  }

  /**
   * Whether something is to be done with a unit: being stopped, for one that runs.
   *
   * @param unit the unit, with its suffix
   * @throws IOException when systemd refuses or cannot be reached
   */
  boolean hasJob(String unit) throws IOException {
    Marshal arguments = new Marshal().text(UNIT).text("Job");
    ByteBuffer answer = call(new MethodCall(path(unit), PROPERTIES, "Get", "ss", arguments));
    // A variant: its signature, "(uo)", then a struct whose first member is the job's number.
    answer.position(STRUCT_ALIGNMENT);
    return answer.getInt() != 0;
  }

  @Override
  public synchronized void close() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  /**
   * One that broke, since the manager began anew, is opened again at the next call. So is one that
   * does not answer: a launch or an end that waits for it must not wait for ever.
   */
  private synchronized ByteBuffer call(MethodCall call) throws IOException {
    if (connection == null) {
      connection = BusConnection.open(socket, uid);
    }
    BusConnection open = connection;
    FutureTask<ByteBuffer> task = new FutureTask<>(() -> open.call(call));
    Thread caller = Thread.ofVirtual().name("coven-user-manager").start(task);
    try {
      return task.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BusException refused) {
        throw refused;
      }
      close();
      throw new IOException("systemd cannot be asked", e.getCause());
    } catch (TimeoutException e) {
      caller.interrupt();
      close();
      throw new IOException("systemd does not answer", e);
    } catch (InterruptedException e) {
      caller.interrupt();
      close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while systemd was asked", e);
    }
  }

  private static long micros(Duration span) {
    return TimeUnit.SECONDS.toMicros(span.toSeconds()) + span.getNano() / 1_000;
  }

  private static Consumer<Marshal> property(String name, String type, Consumer<Marshal> value) {
    return property -> property.struct().text(name).variant(type, value);
  }

  private static void texts(Marshal value, String text) {
    value.array(Integer.BYTES, List.of(each -> each.text(text)));
  }

  /** A unit's object: what is neither letter nor digit is written as its byte, {@code _xx}. */
  static String path(String unit) {
    StringBuilder path = new StringBuilder(OBJECT).append("/unit/");
    for (byte each : unit.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = each >= '0' && each <= '9' || (each | 0x20) >= 'a' && (each | 0x20) <= 'z';
      path.append(plain ? String.valueOf((char) each) : String.format("_%02x", each));
    }
    return path.toString();
  }
}
