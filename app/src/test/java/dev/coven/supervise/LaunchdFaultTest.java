package dev.coven.supervise;

import static dev.coven.supervise.Mac.GUI;
import static dev.coven.supervise.Mac.LABEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import dev.coven.launchd.Script;
import dev.coven.supervise.ServiceState.Activity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.stubbing.Answer;

/** A launchctl that is missing, hangs, or answers what nobody has seen yet. */
@Timeout(60)
class LaunchdFaultTest {
  @TempDir private Path directory;
  private Mac mac;
  private CommandRunner runner;

  @BeforeEach
  void open() throws Exception {
    mac = new Mac(directory);
    runner = mock(CommandRunner.class, delegatesTo(mac.runner));
  }

  @AfterEach
  void close() throws Exception {
    mac.close();
  }

  @Test
  void missingLaunchctlIsNamed() throws Exception {
    var bare = new ProcessCommandRunner(Map.of("PATH", mac.agents.toString()));
    var service = mac.service(GUI, bare);
    service.install(Definition.of(mac.plist("/bin")));
    var failures =
        List.of(
            assertThrows(ServiceException.class, service::state),
            assertThrows(ServiceException.class, service::start),
            assertThrows(ServiceException.class, service::stop),
            assertThrows(ServiceException.class, service::restart),
            assertThrows(ServiceException.class, service::uninstall),
            assertThrows(ServiceException.class, () -> GUI.exists(bare)));
    for (var e : failures) {
      assertTrue(e.getMessage().contains("there is no launchctl in PATH"), e::getMessage);
    }
    assertTrue(Files.exists(service.file()));
  }

  @Test
  void hangingLaunchctlIsNamed() throws Exception {
    var service = mac.running();
    when("print", hangs());
    var hanging = mac.service(GUI, runner);
    for (var e :
        List.of(
            assertThrows(ServiceException.class, hanging::state),
            assertThrows(ServiceException.class, hanging::stop),
            assertThrows(ServiceException.class, hanging::restart))) {
      assertTrue(e.getMessage().contains("did not end within 10.0 s"), e::getMessage);
    }
    assertEquals(Activity.RUNNING, service.state().activity());
  }

  @Test
  void restartThatHangsAtItsEndSaysThatNothingRuns() throws Exception {
    mac.running();
    when("bootstrap", hangs());
    var e = assertThrows(ServiceException.class, () -> mac.service(GUI, runner).restart());
    assertTrue(e.getMessage().startsWith("The service was ended for its restart."), e::getMessage);
    assertTrue(e.getMessage().contains("launchctl bootstrap gui/501"), e::getMessage);
    assertEquals("coven daemon start", e.next().orElseThrow());
  }

  @Test
  void interruptedRestartSaysWhatItLeaves() throws Exception {
    mac.launchd.follow(Script.draining(Duration.ofSeconds(3)));
    mac.running();
    Timepiece impatient =
        new Timepiece() {
          @Override
          public long nanoTime() {
            return mac.time.now();
          }

          @Override
          public void pause(Duration duration) throws InterruptedException {
            throw new InterruptedException();
          }
        };
    var service =
        new Launchd(
            GUI, LABEL, mac.agents, mac.runner, impatient, pid -> java.util.Optional.empty());
    var e = assertThrows(ServiceException.class, service::restart);
    assertTrue(Thread.interrupted());
    assertTrue(e.getMessage().startsWith("The restart was interrupted."), e::getMessage);
    assertEquals("coven daemon start", e.next().orElseThrow());
    // And start repairs it.
    mac.service().start();
    assertEquals("running", mac.launchdState());
  }

  @Test
  void answerThatIsNotUnderstoodIsNeverTakenForStopped() throws Exception {
    mac.running();
    for (int code : List.of(1, 64, 139)) {
      when("print", exits(code));
      var service = mac.service(GUI, runner);
      var state = service.state();
      assertEquals(Activity.UNKNOWN, state.activity());
      assertTrue(state.note().orElseThrow().contains("exited with " + code));
      assertTrue(state.installed());
      assertThrows(ServiceException.class, service::stop);
      assertThrows(ServiceException.class, service::uninstall);
      assertTrue(Files.exists(service.file()));
      mac.service().start();
    }
  }

  @Test
  void textThatIsNotUnderstoodIsNeverTakenForStopped() throws Exception {
    mac.running();
    for (var text : List.of("", "bplist00", "gui/501/x = {\n\tstate = enchanted\n}\n")) {
      when("print", answers(text));
      var state = mac.service(GUI, runner).state();
      assertEquals(Activity.UNKNOWN, state.activity());
      assertTrue(state.note().isPresent());
    }
  }

  @Test
  void stopGivesUpOnABootoutThatIsRefused() throws Exception {
    mac.running();
    when("bootout", exits(1));
    var e = assertThrows(ServiceException.class, () -> mac.service(GUI, runner).stop());
    assertTrue(e.getMessage().contains("launchd still has gui/501/" + LABEL), e::getMessage);
    assertTrue(e.getMessage().contains("exited with 1"), e::getMessage);
    assertEquals(LaunchdJob.REFUSAL, mac.elapsed());
    assertTrue(mac.isLoaded(GUI));
  }

  @Test
  void stopRepeatsABootoutThatWasRefusedOnce() throws Exception {
    mac.running();
    var first = new java.util.concurrent.atomic.AtomicBoolean(true);
    when(
        "bootout",
        call ->
            first.getAndSet(false)
                ? exits(5).answer(call)
                : mac.runner.run(call.getArgument(0), call.getArgument(1)));
    mac.service(GUI, runner).stop();
    assertFalse(mac.isLoaded(GUI));
  }

  @Test
  void bootstrapThatACtrlCEndedIsRepeated() throws Exception {
    mac.running();
    var first = new java.util.concurrent.atomic.AtomicBoolean(true);
    when(
        "bootstrap",
        call ->
            first.getAndSet(false)
                ? exits(130).answer(call)
                : mac.runner.run(call.getArgument(0), call.getArgument(1)));
    mac.service(GUI, runner).restart();
    assertEquals("running", mac.launchdState());
  }

  @Test
  void enableThatIsRefusedIsToldWithWhatFollows() throws Exception {
    var service = mac.service(GUI, runner);
    service.install(Definition.of("<plist>"));
    when("enable", exits(1));
    var e = assertThrows(ServiceException.class, service::start);
    assertTrue(e.getMessage().contains("Before that, launchctl enable gui/501"), e::getMessage);
  }

  @Test
  void unreadableOverridesAreToldAndTakenForNone() throws Exception {
    mac.running();
    when("print-disabled", answers("something else"));
    var state = mac.service(GUI, runner).state();
    assertTrue(state.enabled());
    assertTrue(state.note().orElseThrow().contains("does not tell whether it is disabled"));
  }

  @Test
  void domainThatCannotBeAskedForIsAnError() throws Exception {
    when("print", exits(1));
    var e = assertThrows(ServiceException.class, () -> GUI.exists(runner));
    assertTrue(e.getMessage().contains("is not understood"), e::getMessage);
  }

  private void when(String subcommand, Answer<CommandResult> answer) throws Exception {
    doAnswer(answer)
        .when(runner)
        .run(argThat(argv -> argv != null && argv.get(1).equals(subcommand)), any());
  }

  private static Answer<CommandResult> hangs() {
    return call -> {
      throw CommandException.timedOut(call.getArgument(0), call.getArgument(1), "", "");
    };
  }

  private static Answer<CommandResult> exits(int code) {
    return call -> new CommandResult(call.getArgument(0), code, "", "told nothing", true);
  }

  private static Answer<CommandResult> answers(String text) {
    return call -> new CommandResult(call.getArgument(0), 0, text, "", true);
  }
}
