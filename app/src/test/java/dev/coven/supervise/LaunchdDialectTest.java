package dev.coven.supervise;

import static dev.coven.supervise.Mac.GUI;
import static dev.coven.supervise.Mac.LABEL;
import static dev.coven.supervise.Mac.UID;
import static dev.coven.supervise.Mac.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.launchd.Dialect;
import dev.coven.launchd.Script;
import dev.coven.supervise.ServiceState.Activity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every exit code that launchctl is known to give, and what comes of it. */
@Timeout(60)
class LaunchdDialectTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

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

  @ParameterizedTest
  @CsvSource({"5,0", "5,3000", "37,0", "37,3000", "17,0", "17,3000"})
  void restartGetsPastALabelThatDrains(int busy, int lingeringMillis) throws Exception {
    mac.launchd.speak(
        Dialect.USUAL.withBusy(busy).withLingering(Duration.ofMillis(lingeringMillis)));
    mac.launchd.follow(Script.draining(Duration.ofSeconds(7)));
    var service = mac.running();
    service.install(Definition.of(mac.plist("/new")));
    service.restart();
    assertEquals("running", mac.launchdState());
    assertEquals("/new", mac.loadedPath());
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 37, 17})
  void startCopesWithSomebodyElsesBootstrap(int busy) throws Exception {
    mac.launchd.speak(Dialect.USUAL.withBusy(busy));
    var service = mac.service();
    service.install(Definition.of(mac.plist("/bin")));
    var racing = before("bootstrap", 1, () -> mac.launchd.load(GUI.toString(), service.file()));
    mac.service(GUI, racing).start();
    assertEquals("running", mac.launchdState());
    assertEquals(1, mac.launchd.runs(GUI.toString(), LABEL));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 37, 17})
  void startGivesUpOnALabelThatStaysRefused(int busy) throws Exception {
    mac.launchd.speak(Dialect.USUAL.withBusy(busy).withLingering(Duration.ofHours(1)));
    var service = mac.running();
    service.stop();
    var e = assertThrows(ServiceException.class, service::start);
    assertTrue(e.getMessage().startsWith("launchd has not started the service."), e::getMessage);
    assertTrue(e.getMessage().contains("exited with " + busy), e::getMessage);
    assertEquals("plutil -lint " + service.file(), e.next().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"119,false", "119,true", "5,false", "5,true"})
  void disabledLabelIsNamedAndHealed(int code, boolean truthWords) throws Exception {
    var dialect = Dialect.USUAL.withDisabled(code);
    mac.launchd.speak(truthWords ? dialect.withTruthWords() : dialect);
    var service = mac.service();
    service.install(Definition.of(mac.plist("/bin")));
    mac.launchd.disable(GUI.toString(), LABEL);
    var state = service.state();
    assertFalse(state.enabled());
    assertTrue(state.note().orElseThrow().contains("disabled in gui/501"));
    service.start();
    assertEquals("running", mac.launchdState());
    assertFalse(mac.launchd.isDisabled(GUI.toString(), LABEL));
    assertTrue(service.state().enabled());
  }

  @Test
  void disabledLabelThatRunsIsEnabledForTheNextLogin() throws Exception {
    var service = mac.running();
    mac.launchd.disable(GUI.toString(), LABEL);
    service.start();
    assertFalse(mac.launchd.isDisabled(GUI.toString(), LABEL));
  }

  @ParameterizedTest
  @ValueSource(ints = {119, 5})
  void restartHealsADisabledLabel(int code) throws Exception {
    mac.launchd.speak(Dialect.USUAL.withDisabled(code));
    var service = mac.running();
    mac.launchd.disable(GUI.toString(), LABEL);
    service.restart();
    assertEquals("running", mac.launchdState());
  }

  @Test
  void labelDisabledAfterTheEnableIsEnabledAgain() throws Exception {
    var service = mac.service();
    service.install(Definition.of(mac.plist("/bin")));
    var racing = before("bootstrap", 3, () -> mac.launchd.disable(GUI.toString(), LABEL));
    mac.service(GUI, racing).start();
    assertEquals("running", mac.launchdState());
  }

  @Test
  void labelThatStaysDisabledIsAnError() throws Exception {
    var service = mac.service();
    service.install(Definition.of(mac.plist("/bin")));
    var policy =
        before("bootstrap", Integer.MAX_VALUE, () -> mac.launchd.disable(GUI.toString(), LABEL));
    var e = assertThrows(ServiceException.class, () -> mac.service(GUI, policy).start());
    assertTrue(e.getMessage().contains("exited with 119"), e::getMessage);
    assertEquals("launchctl print-disabled gui/501", e.next().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 112})
  void missingDomainIsNamedWithTheWayOut(int code) throws Exception {
    mac.launchd.speak(Dialect.USUAL.withNoDomain(code));
    mac.launchd.logout();
    assertFalse(LaunchdDomain.of(false, UID).exists(mac.runner));
    var chosen = LaunchdDomain.of(false, UID).missing();
    assertTrue(chosen.getMessage().contains("no domain gui/501"), chosen::getMessage);
    assertTrue(chosen.getMessage().contains("--headless"), chosen::getMessage);
    assertEquals("coven daemon start --headless", chosen.next().orElseThrow());
    assertEquals(USER, LaunchdDomain.of(true, UID));
    assertTrue(USER.exists(mac.runner));

    var service = mac.service();
    service.install(Definition.of(mac.plist("/bin")));
    var started = assertThrows(ServiceException.class, service::start);
    assertEquals(chosen.getMessage(), started.getMessage());
    assertThrows(ServiceException.class, service::restart);
    service.stop();
    var state = service.state();
    assertEquals(Activity.STOPPED, state.activity());
    assertEquals("launchd has no domain gui/501 now", state.note().orElseThrow());
    assertTrue(state.enabled());
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 112})
  void domainThatVanishesWhileItStopsIsStopped(int code) throws Exception {
    mac.launchd.speak(Dialect.USUAL.withNoDomain(code));
    mac.launchd.follow(Script.draining(Duration.ofSeconds(5)));
    var service = mac.running();
    var racing = before("bootout", 1, mac.launchd::logout);
    mac.service(GUI, racing).stop();
    assertThrows(ServiceException.class, service::start);
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 112})
  void domainThatVanishesWhileItStartsIsNamed(int code) throws Exception {
    mac.launchd.speak(Dialect.USUAL.withNoDomain(code));
    mac.service().install(Definition.of(mac.plist("/bin")));
    var racing = before("bootstrap", 1, mac.launchd::logout);
    var e = assertThrows(ServiceException.class, () -> mac.service(GUI, racing).start());
    assertTrue(e.getMessage().contains("no domain gui/501"), e::getMessage);
  }

  @Test
  void headlessServiceRunsWithoutALogin() throws Exception {
    mac.launchd.logout();
    var service = mac.service(USER);
    service.install(service.render(mac.spec("/bin", true)));
    service.start();
    assertTrue(mac.isLoaded(USER));
    assertEquals(Activity.RUNNING, service.state().activity());
    service.restart();
    assertTrue(mac.isLoaded(USER));
    service.uninstall();
    assertFalse(mac.isLoaded(USER));
  }

  @Test
  void wrongSessionTypeIsNamed() throws Exception {
    var service = mac.service(USER);
    service.install(Definition.of(mac.plist("/bin")));
    var e = assertThrows(ServiceException.class, service::start);
    assertTrue(e.getMessage().contains("LimitLoadToSessionType"), e::getMessage);
    assertTrue(e.getMessage().contains("exited with 134"), e::getMessage);
    assertEquals(Duration.ZERO, mac.elapsed());
  }

  @Test
  void unknownRefusalIsToldAtOnce() throws Exception {
    var service = mac.service();
    service.install(Definition.of(mac.plist("/bin")));
    Files.setPosixFilePermissions(service.file(), PosixFilePermissions.fromString("rw-rw-rw-"));
    var e = assertThrows(ServiceException.class, service::start);
    assertTrue(e.getMessage().contains("has not loaded the service"), e::getMessage);
    assertTrue(e.getMessage().contains("122: Path had bad ownership"), e::getMessage);
    assertEquals(Duration.ZERO, mac.elapsed());
  }

  @Test
  void brokenFileIsToldWithTheCommandThatShowsIt() throws Exception {
    var service = mac.service();
    service.install(Definition.of("<plist>"));
    var e = assertThrows(ServiceException.class, service::start);
    assertTrue(e.getMessage().contains("5: Input/output error"), e::getMessage);
    assertEquals("plutil -lint " + service.file(), e.next().orElseThrow());
    assertEquals(LaunchdJob.REFUSAL, mac.elapsed());
  }

  @Test
  void bootoutOfWhatIsGoneMeanwhileIsDone() throws Exception {
    mac.running();
    var racing = before("bootout", 1, this::bootout);
    // It drains now, or is gone: exit 36 or 3.
    mac.service(GUI, racing).stop();
    assertFalse(mac.isLoaded(GUI));

    mac.service().start();
    var late =
        before(
            "bootout",
            1,
            () -> {
              bootout();
              mac.time.advance(Duration.ofSeconds(1));
            });
    mac.service(GUI, late).stop();
    assertFalse(mac.isLoaded(GUI));
  }

  @ParameterizedTest
  @ValueSource(ints = {113, 3})
  void kickstartOfWhatIsGoneMeanwhileLoadsIt(int code) throws Exception {
    mac.launchd.speak(Dialect.USUAL.withKickstartUnloaded(code));
    throttled();
    // Nothing of it runs, so that the bootout is done at once.
    var racing = before("kickstart", 1, this::bootout);
    mac.service(GUI, racing).start();
    assertEquals("running", mac.launchdState());
  }

  @Test
  void kickstartOfWhatIsBeingTornDownWaitsAndLoadsIt() throws Exception {
    throttled();
    mac.launchd.follow(Script.draining(Duration.ofSeconds(2)));
    var racing =
        before(
            "kickstart",
            1,
            () -> {
              mac.time.advance(Duration.ofSeconds(5));
              bootout();
            });
    mac.service(GUI, racing).start();
    assertEquals("running", mac.launchdState());
    assertTrue(
        mac.launchd.deeds().stream().filter("bootstrap"::equals).count() == 1,
        () -> mac.launchd.deeds().toString());
  }

  @Test
  void exitCodesAloneAreEnoughToWaitForADrainingLabel() throws Exception {
    // Exits 36 and 37 tell what the text does not: more patience than with a refusal.
    mac.launchd.follow(Script.draining(Duration.ofSeconds(20)));
    mac.running();
    bootout();
    mac.service(GUI, blurred()).stop();
    assertFalse(mac.isLoaded(GUI));
    assertTrue(mac.elapsed().compareTo(Duration.ofSeconds(20)) >= 0);

    mac.service().start();
    bootout();
    mac.service(GUI, blurred()).start();
    assertEquals("running", mac.launchdState());
    assertTrue(mac.elapsed().compareTo(Duration.ofSeconds(40)) >= 0);
  }

  /** A runner whose print names a state that nobody knows. */
  private CommandRunner blurred() {
    return (argv, limit) -> {
      var result = mac.runner.run(argv, limit);
      var text = result.out().replaceAll("\n\tstate = [^\n]*", "\n\tstate = enchanted");
      return new CommandResult(argv, result.exitCode(), text, result.err(), result.whole());
    };
  }

  /** A service between two runs. */
  private void throttled() throws Exception {
    mac.launchd.follow(Script.ending(Duration.ofSeconds(1), dev.coven.launchd.Exit.code(1)));
    mac.running();
    mac.time.advance(Duration.ofSeconds(1));
    assertEquals("spawn scheduled", mac.launchdState());
    mac.launchd.follow(Script.OBEDIENT);
  }

  private void bootout() {
    try {
      mac.runner.run(List.of("launchctl", "bootout", GUI + "/" + LABEL), LIMIT).orThrow();
    } catch (CommandException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A runner that lets somebody else act right before a command, for the first so many times. */
  private CommandRunner before(String subcommand, int times, Runnable act) {
    var left = new AtomicInteger(times);
    return (argv, limit) -> {
      if (argv.get(1).equals(subcommand) && left.getAndDecrement() > 0) {
        act.run();
      }
      return mac.runner.run(argv, limit);
    };
  }
}
