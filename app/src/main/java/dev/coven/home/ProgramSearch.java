package dev.coven.home;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds programs by their bare names, as the daemon does. Relative and empty entries do not count:
 * they would run whatever lies in a project under the program's name.
 *
 * @param searchPath directories separated by colons, as PATH holds them
 */
public record ProgramSearch(String searchPath) {
  /**
   * The first program of this name.
   *
   * @param program a bare name
   * @return its absolute path; empty when no directory holds an executable file of this name
   */
  public Optional<Path> find(String program) {
    for (String entry : searchPath.split(":")) {
      try {
        Path candidate = Path.of(entry).resolve(program);
        if (candidate.isAbsolute()
            && Files.isRegularFile(candidate)
            && Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      } catch (InvalidPathException notAPath) {
        // The system could not find a program there either; the next entry may be one.
        continue;
      }
    }
    return Optional.empty();
  }
}
