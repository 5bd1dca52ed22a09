package dev.coven.supervise;

import dev.coven.templates.UnitMark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of a service's definition, as they are: the service's first. */
final class InstalledUnits {
  private final List<UnitFile> files;

  /** Those of a service; which of them exist is seen when it is asked. */
  static InstalledUnits of(ServiceManager manager) {
    return new InstalledUnits(manager.files().stream().map(UnitFile::new).toList());
  }

  private InstalledUnits(List<UnitFile> files) {
    this.files = files;
  }

  /** The files, the service's first. */
  List<UnitFile> files() {
    return files;
  }

  /** The service's own text; empty when there is none. */
  Optional<String> mainText() throws ServiceException {
    return files.getFirst().text();
  }

  /** Those that exist. */
  List<Path> present() throws ServiceException {
    List<Path> present = new ArrayList<>();
    for (UnitFile file : files) {
      if (file.text().isPresent()) {
        present.add(file.path());
      }
    }
    return present;
  }

  /** Those that do not exist, though the service's own does. */
  List<Path> missing() throws ServiceException {
    List<Path> all = new ArrayList<>(files.stream().map(UnitFile::path).toList());
    all.removeAll(present());
    return mainText().isPresent() ? all : List.of();
  }

  /** Whether exactly this is installed. */
  boolean hold(Definition definition) throws ServiceException {
    return texts().equals(definition.texts().stream().map(Optional::of).toList());
  }

  /** The digest of what is installed, as {@link Instance#unitDigest} remembers it. */
  String digest() throws ServiceException {
    return UnitDigest.of(texts().stream().flatMap(Optional::stream).toList());
  }

  /** Whether all that exist were written by Coven. */
  boolean areOurs() throws ServiceException {
    return texts().stream()
        .flatMap(Optional::stream)
        .allMatch(text -> UnitMark.parse(text).isPresent());
  }

  /**
   * Makes sure that what is installed may be overwritten; see {@link UnitFile#claim}.
   *
   * @return the copies that were made
   * @throws ServiceException when one is a stranger's and must not be
   */
  List<Path> claim(boolean replace) throws ServiceException {
    List<Path> copies = new ArrayList<>();
    for (UnitFile file : files) {
      file.claim(replace).ifPresent(copies::add);
    }
    return copies;
  }

  private List<Optional<String>> texts() throws ServiceException {
    List<Optional<String>> texts = new ArrayList<>();
    for (UnitFile file : files) {
      texts.add(file.text());
    }
    return texts;
  }
}
