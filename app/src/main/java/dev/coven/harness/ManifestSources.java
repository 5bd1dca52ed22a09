package dev.coven.harness;

import dev.coven.contract.AdapterProblem;
import dev.coven.contract.AdapterProblem.Level;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where manifests come from: {@code COVEN_HOME/harnesses}, and what two variables of the daemon's
 * environment name.
 */
public final class ManifestSources {
  /** One more manifest. */
  static final String FILE_VARIABLE = "COVEN_HARNESS_ADAPTER_MANIFEST";

  /** More directories of manifests, separated by colons. */
  static final String DIRECTORIES_VARIABLE = "COVEN_HARNESS_ADAPTER_DIRS";

  /** In all places; more are not somebody's list of harnesses, and all are kept in memory. */
  private static final int MAX_FILES = 128;

  private final Path own;
  private final String file;
  private final String directories;

  /**
   * The sources of a daemon.
   *
   * @param own the home's directory of manifests; need not exist
   * @param environment the daemon's environment
   */
  public ManifestSources(Path own, Map<String, String> environment) {
    this.own = own;
    this.file = environment.getOrDefault(FILE_VARIABLE, "");
    this.directories = environment.getOrDefault(DIRECTORIES_VARIABLE, "");
  }

  /**
   * A manifest as it was seen; two sightings are equal when it has not changed.
   *
   * @param path where it is
   * @param state what changes with it: time, size, owner, mode, identity; empty when it is not
   *     there
   */
  record Sighting(Path path, Map<String, Object> state) {}

  /**
   * All that there is at a moment.
   *
   * @param files the manifests, in the order in which they count
   * @param problems what is wrong with the places
   */
  record Look(List<Sighting> files, List<AdapterProblem> problems) {}

  /** Looks what there is; reads no manifest. */
  Look look() {
    List<Sighting> files = new ArrayList<>();
    List<AdapterProblem> problems = new ArrayList<>();
    addAll(own, true, files, problems);
    if (!file.isEmpty()) {
      absolute(FILE_VARIABLE, file, problems).ifPresent(path -> files.add(sight(path)));
    }
    for (String directory : directories.split(":")) {
      if (!directory.isEmpty()) {
        absolute(DIRECTORIES_VARIABLE, directory, problems)
            .ifPresent(path -> addAll(path, false, files, problems));
      }
    }
    return new Look(List.copyOf(files), List.copyOf(problems));
  }

  private static void addAll(
      Path directory, boolean mayBeMissing, List<Sighting> files, List<AdapterProblem> problems) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.json")) {
      for (Path path : stream) {
        if (files.size() + found.size() >= MAX_FILES) {
          problems.add(error(directory, "at most " + MAX_FILES + " manifests are read"));
          break;
        }
        found.add(path);
      }
    } catch (NoSuchFileException e) {
      if (!mayBeMissing) {
        problems.add(error(directory, "there is no such directory"));
      }
    } catch (NotDirectoryException e) {
      problems.add(error(directory, "a directory is expected"));
    } catch (IOException | DirectoryIteratorException e) {
      problems.add(error(directory, "it cannot be read: " + e.getMessage()));
    }
    found.stream().sorted().map(ManifestSources::sight).forEach(files::add);
  }

  private static Sighting sight(Path path) {
    try {
      // The change time, because a chmod changes nothing else.
      return new Sighting(path, Files.readAttributes(path, "unix:ino,size,mode,uid,ctime"));
    } catch (IOException e) {
      // Reading it will fail, too, and say why.
      return new Sighting(path, Map.of());
    }
  }

  private static Optional<Path> absolute(
      String variable, String text, List<AdapterProblem> problems) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return Optional.of(path);
      }
    } catch (InvalidPathException notAPath) {
      // Said below, as of a relative one.
    }
    problems.add(
        new AdapterProblem(variable, null, null, Level.ERROR, "an absolute path is expected"));
    return Optional.empty();
  }

  private static AdapterProblem error(Path place, String message) {
    return new AdapterProblem(place.toString(), null, null, Level.ERROR, message);
  }
}
