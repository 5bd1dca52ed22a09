package dev.coven.supervise;

import dev.coven.home.StateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Remembers instances: one small file each, 0600, below the user's state directory. */
public final class InstanceStore {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** An instance's file, by the rule for its name. */
  private static final Pattern NAMED = Pattern.compile("([a-z0-9][a-z0-9-]{0,31})\\.json");

  private final StateDirectory state;

  /**
   * A store.
   *
   * @param state where the files are
   */
  public InstanceStore(StateDirectory state) {
    this.state = state;
  }

  /**
   * What is remembered of an instance.
   *
   * @param name which
   * @return it; empty when nothing is, or when the file is garbage, which a start replaces
   * @throws ServiceException when there is a file and it cannot be read
   */
  public Optional<Instance> read(InstanceName name) throws ServiceException {
    try {
      return Instance.parse(Files.readString(file(name), StandardCharsets.UTF_8));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ServiceException(
          "What is remembered of this instance cannot be read: " + e.getMessage() + ".", null);
    }
  }

  /**
   * The instances of which something is remembered.
   *
   * @return their names, sorted
   * @throws ServiceException when their directory is there and cannot be read
   */
  public List<InstanceName> names() throws ServiceException {
    try (Stream<Path> files = Files.list(state.instances())) {
      return files
          .map(file -> NAMED.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> new InstanceName(name.group(1)))
          .sorted(Comparator.comparing(InstanceName::value))
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      throw new ServiceException(
          "What is remembered of instances cannot be read: " + e.getMessage() + ".", null);
    }
  }

  void write(InstanceName name, Instance instance) throws ServiceException {
    Path file = file(name);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      state.prepare();
      Files.deleteIfExists(draft);
      Files.createFile(draft, OWNER_ONLY);
      Files.writeString(draft, instance.toJson() + "\n", StandardCharsets.UTF_8);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ServiceException(
          "The instance cannot be remembered in " + file + ": " + e.getMessage() + ".", null);
    }
  }

  void remove(InstanceName name) throws ServiceException {
    try {
      Files.deleteIfExists(file(name));
      state.removeIfEmpty();
    } catch (IOException e) {
      throw new ServiceException(
          "What is remembered of this instance cannot be removed: " + e.getMessage() + ".", null);
    }
  }

  private Path file(InstanceName name) {
    return state.instances().resolve(name.value() + ".json");
  }
}
