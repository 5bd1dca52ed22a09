package dev.coven.update;

import java.util.Locale;

/** The operating system and processor of this machine, as a release names them. */
public final class HostPlatform {
  private HostPlatform() {}

  /** Such as {@code linux-x86_64}, {@code macos-aarch64}. */
  public static String name() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (system.startsWith("mac") ? "macos" : system)
        + "-"
        + (processor.equals("amd64") ? "x86_64" : processor);
  }
}
