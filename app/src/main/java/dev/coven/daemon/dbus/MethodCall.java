package dev.coven.daemon.dbus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A call of a method.
 *
 * @param object path of the object
 * @param type the interface, by its full name
 * @param method its name there
 * @param signature types of the arguments
 * @param arguments the arguments
 */
public record MethodCall(
    String object, String type, String method, String signature, Marshal arguments) {
  private static final int METHOD_CALL = 1;
  private static final int PROTOCOL = 1;
  private static final int STRUCT_ALIGNMENT = 8;

  private static final int PATH = 1;
  private static final int INTERFACE = 2;
  private static final int MEMBER = 3;
  private static final int SIGNATURE = 8;

  /** The message. */
  byte[] message(int serial) {
    byte[] body = arguments.bytes();
    List<Consumer<Marshal>> fields = new ArrayList<>();
    fields.add(field(PATH, "o", value -> value.text(object)));
    fields.add(field(INTERFACE, "s", value -> value.text(type)));
    fields.add(field(MEMBER, "s", value -> value.text(method)));
    fields.add(field(SIGNATURE, "g", value -> value.signature(signature)));
    Marshal message =
        new Marshal()
            .octet('l')
            .octet(METHOD_CALL)
            .octet(0)
            .octet(PROTOCOL)
            .number(body.length)
            .number(serial)
            .array(STRUCT_ALIGNMENT, fields)
            .align(STRUCT_ALIGNMENT);
    for (byte each : body) {
      message.octet(each);
    }
    return message.bytes();
  }

  private static Consumer<Marshal> field(int code, String type, Consumer<Marshal> value) {
    return field -> field.struct().octet(code).variant(type, value);
  }
}
