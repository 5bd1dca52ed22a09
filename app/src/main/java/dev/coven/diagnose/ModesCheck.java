package dev.coven.diagnose;

import dev.coven.home.CovenHome;
import dev.coven.home.CurrentUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Owner and mode of the files in the home. Others cannot reach them while the home is private; a
 * copy or a backup of one is as open as the file itself.
 */
final class ModesCheck implements Check {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(EnumSet.copyOf(PosixFilePermissions.fromString("rwx------")));

  private final CovenHome home;

  ModesCheck(CovenHome home) {
    this.home = home;
  }

  @Override
  public String subject() {
    return "home.files";
  }

  @Override
  public List<CheckResult> look() throws IOException {
    List<Path> open = new ArrayList<>();
    for (Path file :
        List.of(
            home.ledger(),
            beside("-wal"),
            home.environment(),
            home.config(),
            home.lastGoodConfig(),
            home.daemonFile(),
            home.lock(),
            home.logs(),
            home.sessions())) {
      try {
        Map<String, Object> is =
            Files.readAttributes(file, "unix:uid,permissions", LinkOption.NOFOLLOW_LINKS);
        if (!is.get("uid").equals(CurrentUser.uid())) {
          return List.of(
              CheckResult.fail(
                  "home.files",
                  file + " belongs to user " + is.get("uid") + ", and this is another.",
                  "sudo chown -R " + CurrentUser.uid() + " '" + home.directory() + "'"));
        }
        if (!Files.isSymbolicLink(file) && permissions(file).stream().anyMatch(OTHERS::contains)) {
          open.add(file);
        }
      } catch (NoSuchFileException none) {
        continue;
      }
    }
    if (open.contains(home.ledger())) {
      // SQLite gives them the ledger's own mode whenever it opens them empty.
      Stream.of("-wal", "-shm")
          .map(this::beside)
          .filter(file -> Files.exists(file) && !open.contains(file))
          .forEach(open::add);
    }
    return List.of(open.isEmpty() ? closed() : open(open));
  }

  private static CheckResult closed() {
    return CheckResult.pass("home.files", "Its files are their owner's alone.");
  }

  private CheckResult open(List<Path> files) {
    String named = String.join("' '", files.stream().map(Path::toString).toList());
    return CheckResult.warn(
            "home.files",
            "Others have rights on " + String.join(", ", names(files)) + ".",
            "chmod go= '" + named + "'")
        .with(() -> close(files));
  }

  private static String close(List<Path> files) throws IOException {
    for (Path file : files) {
      Set<PosixFilePermission> mode = EnumSet.copyOf(permissions(file));
      mode.removeAll(OTHERS);
      Files.setPosixFilePermissions(file, mode);
    }
    return "Took others' rights on " + String.join(", ", names(files)) + ".";
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(file -> file.getFileName().toString()).toList();
  }

  private static Set<PosixFilePermission> permissions(Path file) throws IOException {
    return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
  }

  private Path beside(String suffix) {
    return home.ledger().resolveSibling(home.ledger().getFileName() + suffix);
  }
}
