package dev.coven.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command sees of the world outside.
 *
 * @param environment the variables
 * @param out standard output, UTF-8 whatever the locale
 * @param err standard error, UTF-8
 * @param terminals which streams are terminals
 */
record Io(Map<String, String> environment, PrintStream out, PrintStream err, Terminals terminals) {

  /** That of this process. */
  static Io ofProcess() {
    return new Io(
        System.getenv(),
        utf8(new FileOutputStream(FileDescriptor.out)),
        utf8(new FileOutputStream(FileDescriptor.err)),
        Terminals.detect());
  }

  /** Every write passes at once: what is printed may be output that somebody watches. */
  static PrintStream utf8(OutputStream stream) {
    return new PrintStream(stream, false, StandardCharsets.UTF_8);
  }

  /** Colours, if somebody sees them and wants them. */
  Palette palette() {
    // https://no-color.org: any text in NO_COLOR means no.
    return new Palette(drawsOnTerminal() && environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  /** Whether standard output is a terminal that understands escape sequences. */
  boolean drawsOnTerminal() {
    return terminals.output() && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** A sentence for people, on standard error. */
  void say(String sentence) {
    err.println("coven: " + sentence);
  }

  /** Standard output for bytes. Unlike {@link #out}, it says when nobody takes them any more. */
  OutputStream bytes() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        if (out.checkError()) {
          throw new IOException("Standard output is closed.");
        }
      }
    };
  }
}
