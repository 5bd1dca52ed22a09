package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTest {
  private static final String MANAGER = "user.slice/user-7.slice/user@7.service";
  private static final String SERVICE = MANAGER + "/app.slice/coven.service";

  @TempDir private Path mount;

  @BeforeEach
  void makeService() throws IOException {
    Files.createDirectories(mount.resolve(SERVICE));
    controllers(SERVICE, "");
  }

  @Test
  void movesTheProcessToWhereItIs() throws Exception {
    Path processes = Files.createFile(mount.resolve(SERVICE).resolve("cgroup.procs"));
    at("1:name=x:/elsewhere\n0::/" + SERVICE + "\n").nudge();
    Wait.until("the write", () -> Files.readString(processes).equals("0\n"));
  }

  @Test
  void tellsWhatTheManagerWasGivenAndNotWhatAServiceHasSoFar() throws Exception {
    controllers(MANAGER, "cpu memory pids");
    ControlGroup group = at("0::/" + SERVICE + "\n");
    assertTrue(group.has("memory"));
    assertFalse(group.has("mem"));
    controllers(MANAGER, "pids");
    assertFalse(group.has("memory"));
    controllers(MANAGER, "");
    assertFalse(group.has("memory"));
  }

  @Test
  void withoutAManagerTheOwnGroupTells() throws Exception {
    Files.createDirectories(mount.resolve("system.slice/coven.service"));
    controllers("system.slice/coven.service", "memory");
    assertTrue(at("0::/system.slice/coven.service\n").has("memory"));
  }

  @Test
  void theHierarchyOfOldControlsNothing() throws Exception {
    assertFalse(at("4:memory:/user.slice\n").has("memory"));
    assertFalse(at("0::/not/there\n").has("memory"));
  }

  private void controllers(String group, String names) throws IOException {
    Files.writeString(mount.resolve(group).resolve("cgroup.controllers"), names + "\n");
  }

  private ControlGroup at(String lines) throws IOException {
    return new ControlGroup(Files.writeString(mount.resolve("list"), lines), mount);
  }
}
