package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.ConfigHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon runs on, start after start. */
class ConfigInForceTest {
  private static final String BAD = "sessions.max-live = 0\n";

  @TempDir private Path directory;
  private CovenHome home;

  @BeforeEach
  void locate() {
    home = new CovenHome(directory);
  }

  @Test
  void aBadFileAtTheFirstStartIsRefused() throws Exception {
    write(BAD);
    ConfigException refused = assertThrows(ConfigException.class, () -> ConfigInForce.settle(home));
    assertTrue(refused.getMessage().contains("config.toml:1:1: sessions.max-live is 0"));
  }

  @Test
  void aBadFileLaterKeepsTheLastGoodOneForAsManyStartsAsItTakes() throws Exception {
    write("sessions.max-live = 3\n");
    ConfigInForce good = start();
    assertEquals(ConfigHealth.FILE, good.health());
    write(BAD);
    for (int i = 0; i < 3; i++) {
      ConfigInForce kept = start();
      assertEquals(3, kept.config().sessions().maxLive());
      assertEquals(ConfigHealth.Source.LAST_GOOD, kept.health().source());
      assertTrue(kept.health().problem().contains("config.toml:1:1: sessions.max-live is 0"));
      assertTrue(kept.warnings().getFirst().contains(home.lastGoodConfig().toString()));
    }
    write("sessions.max-live = 4\n");
    ConfigInForce mended = start();
    assertEquals(4, mended.config().sessions().maxLive());
    assertNull(mended.health().problem());
  }

  @Test
  void aGoodFileIsKeptOnlyOnceTheDaemonHasStartedWithIt() throws Exception {
    write("sessions.max-live = 3\n");
    ConfigInForce.settle(home);
    write(BAD);
    assertThrows(ConfigException.class, () -> ConfigInForce.settle(home));
  }

  @Test
  void noFileIsGoodToo() throws Exception {
    assertEquals(ConfigHealth.DEFAULTS, start().health());
    write(BAD);
    assertEquals(Config.DEFAULT, start().config());
  }

  @Test
  void theCopyIsItsOwnersAloneAndWrittenOnlyWhenItChanges() throws Exception {
    write("sessions.max-live = 3\n");
    start();
    Path copy = home.lastGoodConfig();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    Object inode = Files.getAttribute(copy, "unix:ino");
    start();
    assertEquals(inode, Files.getAttribute(copy, "unix:ino"));
    assertFalse(Files.exists(directory.resolve("config.last-good.toml.new")));
  }

  @Test
  void aCopyThatAPowerCutLeftEmptyIsNone() throws Exception {
    start();
    Files.writeString(home.lastGoodConfig(), "");
    write(BAD);
    assertThrows(ConfigException.class, () -> ConfigInForce.settle(home));
  }

  @Test
  void aCopyThatIsNoGoodEitherIsNone() throws Exception {
    Files.writeString(home.lastGoodConfig(), "sessions = 1");
    write(BAD);
    ConfigException refused = assertThrows(ConfigException.class, () -> ConfigInForce.settle(home));
    assertTrue(refused.getMessage().contains("sessions.max-live is 0"));
    assertTrue(refused.getSuppressed()[0].getMessage().contains("config.last-good.toml:1:1"));
  }

  @Test
  void whatDoesNothingIsAWarning() throws Exception {
    write("[sessions]\nmaxlive = 3\n");
    ConfigInForce config = start();
    assertEquals(
        home.config()
            + ":2:1: sessions.maxlive is not known and does nothing."
            + " Did you mean sessions.max-live?",
        config.warnings().getFirst());
    assertEquals(ConfigHealth.FILE, config.health());
  }

  /** As a daemon does whose parts all start. */
  private ConfigInForce start() throws ConfigException, IOException {
    ConfigInForce config = ConfigInForce.settle(home);
    config.keep();
    return config;
  }

  private void write(String text) throws IOException {
    Files.writeString(home.config(), text);
  }
}
