package dev.coven.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs command lines in this process and keeps what they print. */
final class Lines {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private final Terminals terminals;

  /** Without a terminal. */
  Lines() {
    this(new Terminals(false, false));
  }

  /** With some. */
  Lines(Terminals terminals) {
    this.terminals = terminals;
  }

  /** Runs one; gives its exit code. */
  int run(Map<String, String> environment, String... arguments) {
    Io io = new Io(environment, Io.utf8(out), Io.utf8(err), terminals);
    return CommandTree.of(io, arguments).execute(arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  void forget() {
    out.reset();
    err.reset();
  }
}
