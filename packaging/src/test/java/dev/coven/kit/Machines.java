package dev.coven.kit;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the tests of services run: in a lab, else on this machine under the manager of the user who
 * runs them, else nowhere, and then they are skipped.
 */
public final class Machines {
  /** The environment variable that names the lab's program, or is {@link #OWN}. */
  public static final String PROGRAM = "COVEN_SYSTEMD_LAB";

  /** The value of {@link #PROGRAM} that asks for this machine, also where a lab could boot. */
  public static final String OWN = "own";

  private Machines() {}

  /**
   * A machine that has the packaged program and the tests' classes, for {@link LabService}.
   *
   * @param labOptions for the lab's {@code up}, if there is one
   */
  public static Machine withImage(String... labOptions) throws IOException, InterruptedException {
    return with(image(), List.of(labOptions));
  }

  /**
   * The same, with more of this machine's files on it.
   *
   * @param more what it sees of this machine, and where
   */
  public static Machine withImageAnd(Map<Path, String> more)
      throws IOException, InterruptedException {
    Map<Path, String> shared = new LinkedHashMap<>(image());
    shared.putAll(more);
    return with(shared, List.of());
  }

  private static Map<Path, String> image() {
    return Map.of(Image.underTest().directory(), "/opt/coven", classes(), "/mnt/tests");
  }

  /** A machine that has this test run's Java and class path, for {@link #java}. */
  public static Machine withClassPath() throws IOException, InterruptedException {
    Map<Path, String> shared = new LinkedHashMap<>();
    shared.put(javaHome(), "/mnt/jdk");
    List<Path> entries = classPath();
    for (int i = 0; i < entries.size(); i++) {
      shared.put(entries.get(i), "/mnt/cp/" + i);
    }
    return with(shared, List.of());
  }

  /**
   * The command that runs a class of the tests.
   *
   * @param machine from {@link #withClassPath}
   * @param main the name of the class
   * @param arguments its arguments
   */
  public static List<String> java(Machine machine, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(machine.at(javaHome()) + "/bin/java");
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-cp");
    command.add(String.join(":", classPath().stream().map(machine::at).toList()));
    command.add(main);
    command.addAll(arguments);
    return command;
  }

  /** The directory of the tests' classes. */
  static Path classes() {
    try {
      return Path.of(Machines.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("this class is in no directory", e);
    }
  }

  private static Machine with(Map<Path, String> shared, List<String> labOptions)
      throws IOException, InterruptedException {
    String named = System.getenv(PROGRAM);
    if (OWN.equals(named)) {
      return own(PROGRAM + " is " + OWN);
    }
    // The one that is named, else the one that lies beside the repository.
    Path program =
        named != null
            ? Path.of(named).toAbsolutePath()
            : classes().resolve("../../../../shared/lab/systemd-lab").normalize();
    Optional<String> missing = LabMachine.missing(program);
    if (missing.isEmpty()) {
      return LabMachine.up(program, shared, labOptions);
    }
    String reason = missing.get() + " (" + PROGRAM + " may name one)";
    if (Skip.isForbidden()) {
      throw Skip.because(reason);
    }
    return own(reason);
  }

  /** This machine; {@code why} says what led here. */
  private static Machine own(String why) throws IOException, InterruptedException {
    Optional<String> missing = OwnMachine.missing();
    if (missing.isPresent()) {
      throw Skip.because(why + ", and " + missing.get());
    }
    return OwnMachine.create();
  }

  private static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  private static List<Path> classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
        .map(Path::of)
        .filter(Files::exists)
        .distinct()
        .toList();
  }
}
