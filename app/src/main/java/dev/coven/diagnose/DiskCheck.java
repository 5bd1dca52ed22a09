package dev.coven.diagnose;

import dev.coven.home.CovenHome;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The file system that the home lies on. */
final class DiskCheck implements Check {
  /**
   * File systems of other machines, as Linux and macOS call them. Their locks may not hold, and
   * SQLite's write-ahead log needs memory that all who open it share (https://sqlite.org/wal.html,
   * "Disadvantages").
   */
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "fuse.sshfs", "afs");

  /** Less than this, and the next transactions do not fit. */
  private static final long LEAST_BYTES = 50_000_000;

  /** The share below which health warns, too. */
  private static final double SHORT_SHARE = 0.10;

  /** A large disk with this much free is not short of space, whatever the share. */
  private static final long PLENTY_BYTES = 20_000_000_000L;

  private final CovenHome home;

  DiskCheck(CovenHome home) {
    this.home = home;
  }

  @Override
  public String subject() {
    return "home.disk";
  }

  @Override
  public List<CheckResult> look() throws IOException {
    Path place = home.directory();
    while (!Files.exists(place)) {
      place = place.getParent();
    }
    FileStore store = Files.getFileStore(place);
    return List.of(type(store.type()), space(place, store.getUsableSpace(), store.getTotalSpace()));
  }

  static CheckResult type(String type) {
    return REMOTE.contains(type)
        ? CheckResult.warn(
            "home.filesystem",
            "The home lies on another machine ("
                + type
                + "): locks may not hold there, and the ledger may be damaged.",
            "COVEN_HOME=/a/local/directory coven daemon restart")
        : CheckResult.pass("home.filesystem", "It lies on a file system of this machine: " + type);
  }

  static CheckResult space(Path place, long free, long total) {
    String left =
        String.format(
            Locale.ROOT, "%,.1f MB of %,.1f MB are free.", free / 1e6, Math.max(total, free) / 1e6);
    String look = "df -h '" + place + "'";
    if (free < LEAST_BYTES) {
      return CheckResult.fail(
          "home.space", left + " Sessions stand still when nothing can be written.", look);
    }
    if (free < PLENTY_BYTES && free < total * SHORT_SHARE) {
      return CheckResult.warn("home.space", left + " That is less than a tenth.", look);
    }
    return CheckResult.pass("home.space", left);
  }
}
