package dev.coven.supervise;

import static dev.coven.supervise.Mac.GUI;
import static dev.coven.supervise.Mac.LABEL;
import static dev.coven.supervise.Mac.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.launchd.Dialect;
import dev.coven.launchd.Exit;
import dev.coven.launchd.Script;
import dev.coven.supervise.ServiceState.Activity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs, on the double of launchd: a real launchctl, and no time that passes. */
@Timeout(60)
class LaunchdTest {
  @TempDir private Path directory;
  private Mac mac;

  @BeforeEach
  void open() throws Exception {
    mac = new Mac(directory);
  }

  @AfterEach
  void close() throws Exception {
    mac.close();
  }

  @Nested
  class Installs {
    @Test
    void aFileThatLaunchdTakes() throws Exception {
      var service = mac.service();
      service.install(Definition.of(mac.plist("/bin")));
      assertEquals(mac.agents.resolve(LABEL + ".plist"), service.file());
      assertEquals(mac.plist("/bin"), Files.readString(service.file()));
      assertEquals(
          "rw-r--r--",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(service.file())));
      try (var files = Files.list(mac.agents)) {
        assertEquals(1, files.count(), "a draft was left behind");
      }
    }

    @Test
    void andLeavesWhatRunsAlone() throws Exception {
      var service = mac.running();
      service.install(Definition.of(mac.plist("/new")));
      assertEquals("/old", mac.loadedPath());
      assertEquals(List.of(), mac.launchd.deeds());
    }

    @Test
    void theSameAgainWithoutTouchingIt() throws Exception {
      var service = mac.running();
      var before = Files.getLastModifiedTime(service.file());
      var key = Files.readAttributes(service.file(), "unix:ino");
      service.install(Definition.of(mac.plist("/old")));
      assertEquals(before, Files.getLastModifiedTime(service.file()));
      assertEquals(key, Files.readAttributes(service.file(), "unix:ino"));
    }

    @Test
    void overADraftAndALooserMode() throws Exception {
      var service = mac.running();
      Files.writeString(mac.agents.resolve("." + LABEL + ".plist.new"), "half");
      Files.setPosixFilePermissions(service.file(), PosixFilePermissions.fromString("rw-rw-rw-"));
      service.install(Definition.of(mac.plist("/old")));
      assertEquals(
          "rw-r--r--",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(service.file())));
    }

    @Test
    void nothingWhereItCannot() throws Exception {
      Files.createDirectories(mac.agents.getParent());
      Files.createFile(mac.agents);
      var e = assertThrows(ServiceException.class, () -> mac.service().install(Definition.of("x")));
      assertTrue(e.getMessage().contains("cannot be written"), e::getMessage);
    }

    @Test
    void onlyWhatIsMeantForIt() {
      var other = mac.spec("/bin", false).toBuilder().label("dev.coven.daemon.two").build();
      assertThrows(IllegalArgumentException.class, () -> mac.service().render(other));
      var headless = mac.spec("/bin", true);
      assertThrows(IllegalArgumentException.class, () -> mac.service().render(headless));
    }
  }

  @Nested
  class Starts {
    @Test
    void whatIsNotLoaded() throws Exception {
      var service = mac.service();
      service.install(Definition.of(mac.plist("/bin")));
      service.start();
      assertEquals("running", mac.launchdState());
      assertEquals(List.of("enable", "bootstrap"), mac.launchd.deeds());
      assertEquals(
          List.of("bootstrap", "gui/501", service.file().toString()),
          mac.launchd.calls().stream()
              .filter(it -> it.getFirst().equals("bootstrap"))
              .findFirst()
              .orElseThrow());
      assertEquals(Duration.ZERO, mac.elapsed());
    }

    @Test
    void andTouchesNothingThatRuns() throws Exception {
      var service = mac.running();
      var pid = service.state().pid();
      service.start();
      assertEquals(List.of("enable"), mac.launchd.deeds());
      assertEquals(pid, service.state().pid());
    }

    @Test
    void onlyWithAFile() {
      var e = assertThrows(ServiceException.class, () -> mac.service().start());
      assertTrue(e.getMessage().contains(".plist"), e::getMessage);
      assertEquals(List.of(), mac.launchd.deeds());
    }

    @Test
    void whatSomebodyElseIsStopping() throws Exception {
      mac.launchd.follow(Script.draining(Duration.ofSeconds(8)));
      var service = mac.running();
      mac.runner.run(List.of("launchctl", "bootout", "gui/501/" + LABEL), Duration.ofSeconds(9));
      assertEquals("SIGTERMed", mac.launchdState());
      service.start();
      assertEquals("running", mac.launchdState());
      assertTrue(mac.elapsed().compareTo(Duration.ofSeconds(8)) >= 0);
      assertTrue(mac.elapsed().compareTo(Duration.ofSeconds(9)) < 0);
    }

    @Test
    void whatWaitsForItsThrottle() throws Exception {
      mac.launchd.follow(Script.ending(Duration.ofSeconds(1), Exit.code(1)));
      var service = mac.running();
      mac.time.advance(Duration.ofSeconds(1));
      assertEquals(Activity.RESTARTING, service.state().activity());
      mac.launchd.follow(Script.OBEDIENT);
      service.start();
      // launchd has taken it, and starts it when its minimum run time is over.
      assertEquals(List.of("enable", "kickstart"), mac.launchd.deeds());
      mac.time.advance(Duration.ofMillis(3999));
      assertEquals("spawn scheduled", mac.launchdState());
      mac.time.advance(Duration.ofMillis(1));
      assertEquals("running", mac.launchdState());
    }

    @Test
    void whatWaitsForItsThrottleAtOnceWhereLaunchdDoes() throws Exception {
      mac.launchd.speak(Dialect.USUAL.withUnthrottledKickstart());
      mac.launchd.follow(Script.ending(Duration.ofSeconds(1), Exit.code(1)));
      var service = mac.running();
      mac.time.advance(Duration.ofSeconds(1));
      service.start();
      assertEquals("running", mac.launchdState());
    }

    @Test
    void whatIsLoadedAndDoesNotRun() throws Exception {
      var service = mac.service();
      service.install(
          Definition.of(
              mac.plist("/bin").replaceAll("(?s)<key>(KeepAlive|RunAtLoad)</key>\\s*<true/>", "")));
      mac.launchd.load(GUI.toString(), service.file());
      assertEquals(Activity.STOPPED, service.state().activity());
      service.start();
      assertEquals(List.of("enable", "kickstart"), mac.launchd.deeds());
      assertEquals("running", mac.launchdState());
    }

    @Test
    void evenWhatCannotRunYet() throws Exception {
      var service = mac.service();
      service.install(Definition.of(mac.plist("/bin")));
      Files.move(mac.program(), mac.program().resolveSibling("away"));
      service.start();
      var state = service.state();
      assertEquals(Activity.RESTARTING, state.activity());
      assertEquals(78, state.lastExitCode().orElseThrow());
      Files.move(mac.program().resolveSibling("away"), mac.program());
      mac.time.advance(Duration.ofSeconds(5));
      assertEquals(Activity.RUNNING, service.state().activity());
    }

    @Test
    void inOneDomainOnly() throws Exception {
      var headless = mac.service(USER);
      headless.install(headless.render(mac.spec("/bin", true)));
      headless.start();
      assertTrue(mac.isLoaded(USER));
      var service = mac.service(GUI);
      service.install(Definition.of(mac.plist("/bin")));
      assertTrue(service.state().note().orElseThrow().contains("loaded in user/501 too"));
      service.start();
      assertTrue(mac.isLoaded(GUI));
      assertFalse(mac.isLoaded(USER));
    }

    @Test
    void withoutLosingTheOtherDomainsWhenItsOwnIsMissing() throws Exception {
      var headless = mac.service(USER);
      headless.install(headless.render(mac.spec("/bin", true)));
      headless.start();
      mac.launchd.logout();
      assertThrows(ServiceException.class, () -> mac.service(GUI).start());
      assertThrows(ServiceException.class, () -> mac.service(GUI).restart());
      assertTrue(mac.isLoaded(USER));
    }
  }

  @Nested
  class Stops {
    @Test
    void andReturnsWhenTheProcessIsGone() throws Exception {
      mac.launchd.follow(Script.draining(Duration.ofSeconds(10)));
      var service = mac.running();
      service.stop();
      assertFalse(mac.isLoaded(GUI));
      assertEquals(List.of("bootout"), mac.launchd.deeds());
      assertTrue(mac.elapsed().compareTo(Duration.ofSeconds(11)) < 0);
      assertEquals(Activity.STOPPED, service.state().activity());
    }

    @Test
    void untilTheNextLogin() throws Exception {
      var service = mac.running();
      service.stop();
      mac.time.advance(Duration.ofHours(1));
      assertFalse(mac.isLoaded(GUI));
      var state = service.state();
      assertTrue(state.installed() && state.enabled());
      mac.launchd.logout();
      mac.launchd.login(mac.agents);
      assertEquals("running", mac.launchdState());
    }

    @Test
    void nothingTwice() throws Exception {
      var service = mac.running();
      service.stop();
      mac.launchd.forgetCalls();
      service.stop();
      assertEquals(List.of(), mac.launchd.deeds());
    }

    @Test
    void whatSomebodyElseIsStopping() throws Exception {
      mac.launchd.follow(Script.draining(Duration.ofSeconds(3)));
      var service = mac.running();
      mac.runner.run(List.of("launchctl", "bootout", "gui/501/" + LABEL), Duration.ofSeconds(9));
      mac.launchd.forgetCalls();
      service.stop();
      assertFalse(mac.isLoaded(GUI));
      assertEquals(List.of(), mac.launchd.deeds());
    }

    @Test
    void whatIsDeafToTerm() throws Exception {
      mac.launchd.follow(Script.DEAF);
      var service = mac.running();
      service.stop();
      assertFalse(mac.isLoaded(GUI));
      assertTrue(mac.elapsed().compareTo(Duration.ofSeconds(30)) >= 0, "killed too early");
      assertTrue(mac.elapsed().compareTo(Duration.ofSeconds(31)) < 0);
    }

    @Test
    void whatWaitsForItsThrottle() throws Exception {
      mac.launchd.follow(Script.ending(Duration.ZERO, Exit.code(1)));
      var service = mac.running();
      mac.time.advance(Duration.ofSeconds(1));
      service.stop();
      assertFalse(mac.isLoaded(GUI));
      mac.time.advance(Duration.ofMinutes(1));
      assertFalse(mac.isLoaded(GUI));
    }

    @Test
    void orSaysWhatDoesNotEnd() throws Exception {
      mac.launchd.follow(Script.DEAF);
      var service = mac.service();
      service.install(
          Definition.of(
              mac.plist("/bin").replace("<integer>30</integer>", "<integer>0</integer>")));
      service.start();
      var pid = service.state().pid().orElseThrow();
      var e = assertThrows(ServiceException.class, service::stop);
      assertTrue(e.getMessage().contains("(pid " + pid + "), state: SIGTERMed"), e::getMessage);
      assertEquals("launchctl print gui/501/" + LABEL, e.next().orElseThrow());
      assertEquals(Duration.ofSeconds(35), mac.elapsed());
    }

    @Test
    void inBothDomains() throws Exception {
      var headless = mac.service(USER);
      headless.install(headless.render(mac.spec("/bin", true)));
      headless.start();
      mac.service(GUI).stop();
      assertFalse(mac.isLoaded(USER));
    }
  }

  @Nested
  class Restarts {
    @Test
    void byTheDefinitionOnDisk() throws Exception {
      mac.launchd.follow(Script.draining(Duration.ofSeconds(10)));
      var service = mac.running();
      service.install(Definition.of(mac.plist("/new")));
      service.restart();
      assertEquals("/new", mac.loadedPath());
      assertEquals("running", mac.launchdState());
      // One bootstrap: none was tried on the draining label.
      assertEquals(List.of("bootout", "enable", "bootstrap"), mac.launchd.deeds());
    }

    @Test
    void whatIsNotLoaded() throws Exception {
      var service = mac.service();
      service.install(Definition.of(mac.plist("/bin")));
      service.restart();
      assertEquals("running", mac.launchdState());
    }

    @Test
    void whatIsDeafToTerm() throws Exception {
      mac.launchd.follow(Script.DEAF);
      var service = mac.running();
      mac.launchd.follow(Script.OBEDIENT);
      service.restart();
      assertEquals("running", mac.launchdState());
    }

    @Test
    void nothingWhoseFileIsGone() throws Exception {
      var service = mac.running();
      Files.delete(service.file());
      assertThrows(ServiceException.class, service::restart);
      assertEquals("running", mac.launchdState());
      assertEquals(List.of(), mac.launchd.deeds());
    }
  }

  @Nested
  class Uninstalls {
    @Test
    void everything() throws Exception {
      mac.launchd.follow(Script.draining(Duration.ofSeconds(2)));
      var service = mac.running();
      service.uninstall();
      assertFalse(mac.isLoaded(GUI));
      assertFalse(Files.exists(service.file()));
      try (var files = Files.list(mac.agents)) {
        assertEquals(0, files.count());
      }
      mac.launchd.logout();
      mac.launchd.login(mac.agents);
      assertFalse(mac.isLoaded(GUI));
    }

    @Test
    void whatIsNotThere() throws Exception {
      mac.service().uninstall();
      assertEquals(List.of(), mac.launchd.deeds());
    }

    @Test
    void anOverrideTooThatWouldOutliveIt() throws Exception {
      var service = mac.running();
      mac.launchd.disable(GUI.toString(), LABEL);
      service.uninstall();
      assertFalse(mac.launchd.isDisabled(GUI.toString(), LABEL));
    }

    @Test
    void withNobodyLoggedIn() throws Exception {
      var service = mac.running();
      mac.launchd.logout();
      service.uninstall();
      assertFalse(Files.exists(service.file()));
    }
  }
}
