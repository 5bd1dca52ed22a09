package dev.coven.supervise;

import dev.coven.home.ProgramSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A PATH that may be baked into a service: without entries that mean another place for each caller,
 * or where anybody could put a program under a harness's name.
 *
 * @param value what is left, joined by colons
 * @param dropped what is not, each with the reason, in a few words
 */
public record SearchPath(String value, List<String> dropped) {
  private static final int WORLD_WRITABLE = 0002;

  /** What systemd gives a user service by itself; a daemon without any PATH is no use. */
  private static final String FALLBACK = "/usr/local/bin:/usr/bin:/bin";

  /**
   * Sifts a PATH.
   *
   * @param text what the caller's shell has; may be null
   * @return what of it may be baked in, in its order, each entry once
   */
  public static SearchPath of(String text) {
    LinkedHashSet<String> kept = new LinkedHashSet<>();
    List<String> dropped = new ArrayList<>();
    for (String entry : (text == null ? "" : text).split(":", -1)) {
      String fault = fault(entry);
      if (fault == null) {
        kept.add(entry);
      } else if (text != null && !text.isEmpty()) {
        dropped.add((entry.isEmpty() ? "an empty entry" : entry) + " (" + fault + ")");
      }
    }
    return new SearchPath(kept.isEmpty() ? FALLBACK : String.join(":", kept), List.copyOf(dropped));
  }

  private static String fault(String entry) {
    if (entry.isEmpty()) {
      return "it means the current directory";
    }
    if (entry.chars().anyMatch(Character::isISOControl)) {
      return "it holds control characters";
    }
    try {
      Path path = Path.of(entry);
      if (!path.isAbsolute()) {
        return "it is relative";
      }
      // A directory that is not there yet may come; systemd would take it too.
      if (Files.isDirectory(path)
          && ((Integer) Files.getAttribute(path, "unix:mode") & WORLD_WRITABLE) != 0) {
        return "anybody may write there";
      }
      return null;
    } catch (InvalidPathException e) {
      return "it is no path";
    } catch (IOException e) {
      return "it cannot be examined";
    }
  }

  /** Whether a program is found on this path. */
  boolean finds(String program) {
    return new ProgramSearch(value).find(program).isPresent();
  }
}
