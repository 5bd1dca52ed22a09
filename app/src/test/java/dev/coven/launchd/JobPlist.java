package dev.coven.launchd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A job's property list, as it was when it was read. */
final class JobPlist {
  /** What breaks supervision; a plist that has one of these fails the test. */
  private static final List<String> FORBIDDEN =
      List.of("EnableTransactions", "EnablePressuredExit", "LaunchOnlyOnce", "TimeOut");

  private final Path file;
  private final Map<String, Object> values;

  private JobPlist(Path file, Map<String, Object> values) {
    this.file = file;
    this.values = values;
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read, or is no plist of a job
   */
  static JobPlist read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      JobPlist plist = new JobPlist(file, PlistReader.readDictionary(in));
      if (plist.label().isEmpty() || plist.arguments().isEmpty()) {
        throw new IOException("no Label or no ProgramArguments in " + file);
      }
      return plist;
    } catch (ClassCastException e) {
      throw new IOException("a value of another type than launchd.plist(5) says in " + file, e);
    }
  }

  /** Whether others may write the file, which launchd refuses. */
  static boolean isLoose(Path file) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    return mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE);
  }

  /** What a plist must not say, in words. */
  List<String> faults() {
    List<String> faults = new java.util.ArrayList<>();
    FORBIDDEN.stream().filter(values::containsKey).forEach(faults::add);
    if (values.get("KeepAlive") instanceof Map) {
      faults.add("KeepAlive as a dictionary");
    }
    if (!arguments().getFirst().startsWith("/")) {
      faults.add("a relative program");
    }
    return faults;
  }

  Path file() {
    return file;
  }

  String label() {
    return (String) values.getOrDefault("Label", "");
  }

  List<String> arguments() {
    return ((List<?>) values.getOrDefault("ProgramArguments", List.of()))
        .stream().map(String.class::cast).toList();
  }

  Map<String, String> environment() {
    Map<String, String> environment = new java.util.TreeMap<>();
    ((Map<?, ?>) values.getOrDefault("EnvironmentVariables", Map.of()))
        .forEach((name, value) -> environment.put((String) name, (String) value));
    return environment;
  }

  Path workingDirectory() {
    return Path.of((String) values.getOrDefault("WorkingDirectory", "/"));
  }

  Path output() {
    return Path.of((String) values.getOrDefault("StandardOutPath", "/dev/null"));
  }

  Path errors() {
    return Path.of((String) values.getOrDefault("StandardErrorPath", "/dev/null"));
  }

  int umask() {
    return (Integer) values.getOrDefault("Umask", 022);
  }

  boolean runsAtLoad() {
    return keepsAlive() || Boolean.TRUE.equals(values.get("RunAtLoad"));
  }

  boolean keepsAlive() {
    return Boolean.TRUE.equals(values.get("KeepAlive"));
  }

  Duration throttle() {
    return Duration.ofSeconds((Integer) values.getOrDefault("ThrottleInterval", 10));
  }

  /** From TERM to KILL; zero for never. */
  Duration exitTimeOut() {
    return Duration.ofSeconds((Integer) values.getOrDefault("ExitTimeOut", 5));
  }

  String sessionType() {
    return (String) values.getOrDefault("LimitLoadToSessionType", "Aqua");
  }

  /** Whether launchd can start it: what it cannot ends with 78. */
  boolean canStart() {
    return Files.isExecutable(Path.of(arguments().getFirst()))
        && Files.isDirectory(workingDirectory())
        && Files.isDirectory(output().getParent())
        && Files.isDirectory(errors().getParent());
  }
}
