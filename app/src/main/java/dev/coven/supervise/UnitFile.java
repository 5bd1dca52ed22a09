package dev.coven.supervise;

import dev.coven.templates.UnitMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The installed definition of a service: what stands in it, and whether it is ours. */
public final class UnitFile {
  /** Where a link leads by which the user forbade the unit (systemctl(1), "mask"). */
  private static final Path MASK = Path.of("/dev/null");

  private final Path path;

  UnitFile(Path path) {
    this.path = path;
  }

  /** Where it is, or would be. */
  public Path path() {
    return path;
  }

  /**
   * What is installed.
   *
   * @return its text, or empty when nothing is; a unit that is masked has no text either
   * @throws ServiceException when there is something that cannot be read
   */
  public Optional<String> text() throws ServiceException {
    try {
      if (Files.isSymbolicLink(path) && Files.readSymbolicLink(path).equals(MASK)) {
        return Optional.empty();
      }
      return Optional.of(Files.readString(path, StandardCharsets.UTF_8));
    } catch (NoSuchFileException none) {
      // Or a link that leads nowhere, which an install replaces.
      return Optional.empty();
    } catch (IOException e) {
      throw new ServiceException("The unit " + path + " cannot be read: " + e + ".", null);
    }
  }

  /**
   * Makes sure that what is installed may be overwritten.
   *
   * @param replace whether a stranger's may be, too; a copy of it is kept beside it
   * @return the copy that was made, or empty
   * @throws ServiceException when it is a stranger's and must not be
   */
  Optional<Path> claim(boolean replace) throws ServiceException {
    Optional<String> text = text();
    if (text.isEmpty() || UnitMark.parse(text.get()).isPresent()) {
      return Optional.empty();
    }
    if (!replace) {
      throw new ServiceException(
          "The unit " + path + " was not written by Coven, and is left alone.",
          "coven daemon start --replace (keeps a copy)");
    }
    return Optional.of(keepCopy());
  }

  private Path keepCopy() throws ServiceException {
    for (int i = 1; ; i++) {
      Path copy = path.resolveSibling(path.getFileName() + ".saved-" + i);
      try {
        Files.copy(path, copy, LinkOption.NOFOLLOW_LINKS);
        return copy;
      } catch (FileAlreadyExistsException taken) {
        continue;
      } catch (IOException e) {
        throw new ServiceException("No copy of " + path + " can be kept: " + e + ".", null);
      }
    }
  }
}
