package dev.coven.daemon;

import dev.coven.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupNudgeTest {
  @TempDir private Path directory;

  @Test
  void movesTheProcessToWhereItIs() throws Exception {
    Path group = Files.createDirectories(directory.resolve("user.slice/coven.service"));
    Path processes = Files.createFile(group.resolve("cgroup.procs"));
    new CgroupNudge(groups("1:name=x:/elsewhere\n0::/user.slice/coven.service\n"), directory)
        .give();
    Wait.until("the write", () -> Files.readString(processes).equals("0\n"));
  }

  private Path groups(String lines) throws IOException {
    return Files.writeString(directory.resolve("cgroup"), lines);
  }
}
