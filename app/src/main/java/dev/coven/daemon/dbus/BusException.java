package dev.coven.daemon.dbus;

import java.io.IOException;

/** A call that was refused. */
public final class BusException extends IOException {
  private static final long serialVersionUID = 1L;

  BusException(String method, String error, String message) {
    super(method + ": " + error + ": " + message);
  }
}
