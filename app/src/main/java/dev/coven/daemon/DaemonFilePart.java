package dev.coven.daemon;

import dev.coven.daemonology.ContractDaemon;
import dev.coven.home.DaemonFile;
import dev.coven.home.DaemonRecord;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Keeps {@code daemon.json} true while the daemon runs, and says what an earlier one left. */
final class DaemonFilePart extends ContractDaemon {
  private static final TaggedLogger LOG = Logger.tag("daemon");

  private final DaemonFile file;
  private final DaemonRecord record;

  DaemonFilePart(DaemonFile file, DaemonRecord record) {
    super("daemon.json");
    this.file = file;
    this.record = record;
  }

  @Override
  protected void onStart() throws IOException {
    switch (file.read()) {
      case DaemonFile.Content.Absent _ -> {}
      case DaemonFile.Content.Present(DaemonRecord earlier) ->
          LOG.warn(
              LogLine.of("an earlier daemon did not end cleanly")
                  .with("pid", earlier.identity().pid())
                  .with("startedAt", earlier.identity().startedAt())
                  .with("pidInUse", ProcessHandle.of(earlier.identity().pid()).isPresent()));
      case DaemonFile.Content.Garbage(String problem) ->
          LOG.warn(LogLine.of("daemon.json was garbage, replacing it").with("problem", problem));
    }
    file.write(record);
  }

  @Override
  protected void onShutdown() throws IOException {
    file.remove();
  }
}
