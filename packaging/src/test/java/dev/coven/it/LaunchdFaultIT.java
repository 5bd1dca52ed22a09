package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static dev.coven.it.MacHouse.LABEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.launchd.Dialect;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is in a start's way under launchd, in the dialects of its versions. */
class LaunchdFaultIT {
  @AutoClose private final MacHouse mac = MacHouse.open();

  @Test
  void startWaitsForALabelThatStillDrains() throws Exception {
    long draining = mac.start();
    // It cannot obey TERM, and the double's clock does not come to KILL.
    MacHouse.signal("STOP", draining);
    mac.launchd().unload(mac.gui(), LABEL);
    assertEquals("SIGTERMed", mac.state());
    mac.launchd().forgetCalls();
    try (Following start = mac.following("start")) {
      // Its last look before it changes anything, and then one that finds the label still there.
      Processes.await("its first deed", () -> mac.launchd().deeds().contains("enable"));
      int looks = mac.launchd().calls().size();
      Processes.await("more looks", () -> mac.launchd().calls().size() > looks + 2);
      assertTrue(start.process().isAlive(), "it gave up, or began another daemon");
      MacHouse.signal("CONT", draining);
      start.awaitEnd().expect(0);
    }
    assertNotEquals(draining, mac.pid());
    assertFalse(Processes.runs(draining));
    mac.status(0);
  }

  @Test
  void aLabelThatIsRefusedForAMomentYetIsLoadedInEveryDialect() throws Exception {
    long pid = mac.start();
    for (int busy : List.of(5, 17, 37)) {
      Duration lingering = Duration.ofSeconds(2);
      mac.launchd().speak(Dialect.USUAL.withBusy(busy).withLingering(lingering));
      mac.launchd().forgetCalls();
      try (Following restart = mac.following("restart")) {
        Processes.await(
            "a second refusal",
            () -> mac.launchd().deeds().stream().filter("bootstrap"::equals).count() >= 2);
        mac.time().advance(lingering);
        restart.awaitEnd().expect(0);
      }
      assertNotEquals(pid, mac.pid(), "exit code " + busy);
      pid = mac.pid();
      mac.status(0);
    }
  }

  @Test
  void aDisabledLabelIsNamedByStatusAndHealedByStart() throws Exception {
    mac.start();
    for (int refused : List.of(119, 5)) {
      mac.launchd().speak(Dialect.USUAL.withDisabled(refused));
      mac.daemon("stop").expect(0);
      mac.launchd().disable(mac.gui(), LABEL);
      JsonObject status = mac.status(3);
      assertFalse(status.get("enabled").getAsBoolean());
      assertSays(status.get("notes").toString(), "it is disabled in " + mac.gui());

      mac.start();
      assertFalse(mac.launchd().isDisabled(mac.gui(), LABEL));
      assertTrue(mac.status(0).get("enabled").getAsBoolean());
    }
  }

  @Test
  void aLabelThatWasDisabledWhileItRunsIsEnabledByStart() throws Exception {
    long pid = mac.start();
    mac.launchd().disable(mac.gui(), LABEL);
    assertFalse(mac.status(0).get("enabled").getAsBoolean());
    mac.daemon("start").expect(0);
    assertFalse(mac.launchd().isDisabled(mac.gui(), LABEL));
    assertEquals(pid, mac.pid());
  }

  @Test
  void withoutAScreenTheDaemonRunsUnsupervisedAndTheCauseIsNamed() throws Exception {
    mac.launchd().logout();
    String cause = "launchd has no domain " + mac.gui() + ": nobody is logged in at the screen";
    for (int missing : List.of(125, 112)) {
      mac.launchd().speak(Dialect.USUAL.withNoDomain(missing));
      CommandResult demanded = mac.daemon("start", "--supervised").expect(1);
      assertSays(demanded.err(), cause, "--headless");
      assertFalse(Files.exists(mac.home().coven()), "something was written before it was found");

      CommandResult start = mac.daemon("start").expect(0);
      assertSays(start.err(), cause, "runs unsupervised");
      assertEquals(1, start.err().lines().filter(line -> line.contains(cause)).count());
      assertFalse(Files.exists(mac.plist()));
      JsonObject status = mac.status(0);
      assertEquals("none", status.get("supervisor").getAsString());
      assertFalse(status.get("installed").getAsBoolean());
      mac.daemon("stop").expect(0);
      mac.daemon("uninstall", "--purge", "--yes").expect(0);
    }
    assertEquals(List.of(), mac.launchd().deeds());
  }

  @Test
  void atTheNextLoginASupervisedStartReplacesTheUnsupervisedDaemon() throws Exception {
    mac.launchd().logout();
    mac.daemon("start").expect(0);
    long unkept = mac.status(0).get("pid").getAsLong();
    Files.createDirectories(mac.agents());
    mac.launchd().login(mac.agents());
    CommandResult start = mac.daemon("start").expect(0);
    assertSays(start.err(), "(pid " + unkept + ", 0 live sessions) makes way for the service");
    assertFalse(Processes.runs(unkept));
    assertEquals(mac.pid(), mac.status(0).get("pid").getAsLong());
  }

  @Test
  void headlessItRunsWithoutAScreenAndEveryVerbFindsItThere() throws Exception {
    mac.launchd().logout();
    String user = mac.gui().replace("gui/", "user/");
    mac.daemon("start", "--headless").expect(0);
    assertTrue(mac.launchd().isLoaded(user, LABEL));
    assertSays(Files.readString(mac.plist()), "<string>Background</string>");
    long pid = mac.status(0).get("pid").getAsLong();
    mac.daemon("restart").expect(0);
    assertNotEquals(pid, mac.status(0).get("pid").getAsLong());
    mac.daemon("stop").expect(0);
    assertFalse(mac.launchd().isLoaded(user, LABEL));
    mac.status(3);
  }

  @Test
  void aPlistThatIsGoneIsWrittenAgainByStart() throws Exception {
    long pid = mac.start();
    Files.delete(mac.plist());
    mac.daemon("start").expect(0);
    assertTrue(Files.exists(mac.plist()));
    assertEquals(pid, mac.pid(), "it ran, and went on");
    mac.status(0);
  }

  @Test
  void aLogDirectoryThatIsGoneKeepsLaunchdFromStartingUntilStartMakesIt() throws Exception {
    mac.start();
    mac.daemon("stop").expect(0);
    for (String log : List.of("daemon.out", "coven.log")) {
      Files.deleteIfExists(mac.home().coven().resolve("logs/" + log));
    }
    Files.delete(mac.home().coven().resolve("logs"));
    mac.launchd().load(mac.gui(), mac.plist());
    assertEquals("exit code 78: EX_CONFIG", mac.status(4).get("lastExit").getAsString());
    try (Following start = mac.following("start")) {
      Processes.await("a kick", () -> mac.launchd().deeds().contains("kickstart"));
      mac.time().advance(MacHouse.THROTTLE);
      start.awaitEnd().expect(0);
    }
    mac.status(0);
  }
}
