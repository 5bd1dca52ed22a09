package dev.coven.home;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The variables that every harness gets from its user: {@code COVEN_HOME/environment}, lines of
 * {@code KEY=VALUE}, comments and empty lines. Values are secrets: no message of this class holds
 * one.
 */
public final class EnvironmentFile {
  /** Names the session to the harness and to whatever it starts; never the user's to set. */
  public static final String SESSION_VARIABLE = "COVEN_SESSION_ID";

  /** As much as a process could be given; see execve(2). */
  private static final int MAX_BYTES = 1024 * 1024;

  private static final int OTHERS = 0077;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What a supervisor tells the daemon; in a harness it would speak of the wrong process. */
  private static final Pattern RESERVED =
      Pattern.compile(
          "NOTIFY_SOCKET|LISTEN_.*|WATCHDOG_.*|INVOCATION_ID|JOURNAL_STREAM|" + SESSION_VARIABLE);

  private final Path path;

  /**
   * The file at a path.
   *
   * @param path where it is; it need not exist
   */
  public EnvironmentFile(Path path) {
    this.path = path;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Whether this can be the name of a variable. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether this variable is not the user's to set: it never reaches a harness from the file. */
  public static boolean isReserved(String name) {
    return RESERVED.matcher(name).matches();
  }

  /**
   * What a value has that no line of the file can keep.
   *
   * @param value a variable's value
   * @return a few words that do not show it; empty when it can be kept
   */
  public static Optional<String> fault(String value) {
    if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == '\0')) {
      return Optional.of("holds a line break");
    }
    if (!value.equals(value.stripTrailing())) {
      return Optional.of("ends in a blank");
    }
    if (value.indexOf('\uFFFD') >= 0) {
      return Optional.of("is not UTF-8");
    }
    return Optional.empty();
  }

  /**
   * Whether others than its owner may read it.
   *
   * @throws IOException when it cannot be examined
   */
  public boolean isLoose() throws IOException {
    return Files.exists(path) && ((Integer) Files.getAttribute(path, "unix:mode") & OTHERS) != 0;
  }

  /**
   * The variables, in the order of the file; the last line about one counts.
   *
   * @return names to values; empty when there is no file
   * @throws EnvironmentFileException when it cannot be read, or holds a line that is no assignment
   */
  public Map<String, String> read() throws EnvironmentFileException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Line line : lines()) {
      if (line.name() != null) {
        variables.put(line.name(), line.value());
      }
    }
    return variables;
  }

  /**
   * Sets variables. A line about one is replaced where it stands, new ones follow at the end, and
   * everything else stays as it is. The file is replaced in one step, mode 0600.
   *
   * @param values names to values; each a {@link #isName name} without a {@link #fault fault}
   * @throws EnvironmentFileException when there is a file that cannot be read or has a bad line
   * @throws IOException when it cannot be written
   */
  public void set(Map<String, String> values) throws IOException {
    Map<String, String> left = new LinkedHashMap<>(values);
    Set<String> written = new LinkedHashSet<>();
    List<String> lines = new ArrayList<>();
    for (Line line : lines()) {
      if (line.name() == null || !values.containsKey(line.name())) {
        lines.add(line.text());
      } else if (written.add(line.name())) {
        lines.add(line.name() + "=" + left.remove(line.name()));
      }
    }
    left.forEach((name, value) -> lines.add(name + "=" + value));
    write(lines);
  }

  /**
   * Takes variables away, with every line about them; nothing else changes.
   *
   * @param names which
   * @return those that were there
   * @throws EnvironmentFileException when there is a file that cannot be read or has a bad line
   * @throws IOException when it cannot be written
   */
  public Set<String> remove(Collection<String> names) throws IOException {
    Set<String> removed = new LinkedHashSet<>();
    List<String> lines = new ArrayList<>();
    for (Line line : lines()) {
      if (line.name() != null && names.contains(line.name())) {
        removed.add(line.name());
      } else {
        lines.add(line.text());
      }
    }
    if (!removed.isEmpty()) {
      write(lines);
    }
    return removed;
  }

  /** A line as it stands; name and value are null for a comment or an empty one. */
  private record Line(String text, String name, String value) {}

  private List<Line> lines() throws EnvironmentFileException {
    List<Line> lines = new ArrayList<>();
    for (String text : text().lines().toList()) {
      lines.add(parse(text, lines.size() + 1));
    }
    return lines;
  }

  private Line parse(String text, int number) throws EnvironmentFileException {
    String line = text.strip();
    if (line.isEmpty() || line.startsWith("#")) {
      return new Line(text, null, null);
    }
    int equals = line.indexOf('=');
    if (equals < 1 || !isName(line.substring(0, equals))) {
      throw fault(", line " + number + ": KEY=VALUE is expected", null);
    }
    if (line.indexOf('\0') >= 0) {
      // Java would refuse it later, and show the value while it does.
      throw fault(", line " + number + ": a value cannot hold NUL", null);
    }
    return new Line(text, line.substring(0, equals), line.substring(equals + 1));
  }

  private String text() throws EnvironmentFileException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw fault(" is no regular file", null); // A pipe would keep every launch waiting.
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException none) {
      return "";
    } catch (AccessDeniedException e) {
      throw fault(" cannot be read: its permissions do not allow it", e);
    } catch (IOException e) {
      throw fault(" cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > MAX_BYTES) {
      throw fault(" is larger than " + MAX_BYTES + " bytes", null);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw fault(" is not UTF-8", e);
    }
  }

  private EnvironmentFileException fault(String what, Throwable cause) {
    return new EnvironmentFileException(path + what, cause);
  }

  private void write(List<String> lines) throws IOException {
    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    // A link, to where somebody keeps such files, stays one.
    PrivateFile.replace(Files.exists(path) ? path.toRealPath() : path, text);
  }
}
