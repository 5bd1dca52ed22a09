package dev.coven.home;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program, written into it by the build. */
public final class CovenVersion {
  private static final String VERSION = read();

  private CovenVersion() {}

  /** The version, for example {@code 0.1.0}. */
  public static String get() {
    return VERSION;
  }

  private static String read() {
    try (InputStream in = CovenVersion.class.getResourceAsStream("/dev/coven/version.properties")) {
      if (in == null) {
        throw new IllegalStateException("the program was packaged without its version");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
