package dev.coven.diagnose;

import dev.coven.home.CovenHome;
import dev.coven.supervise.CommandRunner;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** All that a doctor looks at. */
public final class Checks {
  private final String image;
  private final CommandRunner commands;

  /**
   * The checks of one program.
   *
   * @param image the directory of this program; null when it runs from none
   * @param commands runs it
   */
  public Checks(String image, CommandRunner commands) {
    this.image = image;
    this.commands = commands;
  }

  /** All checks, in the order in which things depend on each other. */
  public List<Check> all(Scene scene) {
    CovenHome home = scene.home();
    InstantSource clock = scene.clock();
    return List.of(
        new ProgramCheck(image, commands),
        new HomeCheck(home),
        new DiskCheck(home),
        new ModesCheck(home),
        new SettingsCheck(home),
        new LedgerCheck(home),
        new SocketCheck(scene),
        new SupervisorCheck(scene),
        new DaemonCheck(scene),
        new PathCheck(scene),
        new HarnessCheck(scene),
        new TemporaryFilesCheck(home),
        new LocaleCheck(scene),
        new ClockCheck(home, clock),
        new SessionsCheck(home, clock),
        new LeftoversCheck(home));
  }

  /** Those that a symptom may come from. */
  public List<Check> of(Symptom symptom, Scene scene) {
    List<Check> some = new ArrayList<>(all(scene));
    some.removeIf(check -> symptom.subjects().stream().noneMatch(check.subject()::startsWith));
    symptom.own().ifPresent(own -> some.add(own.apply(scene)));
    return some;
  }

  /** Where there can be no home, what can still be looked at. */
  public List<Check> withoutHome(dev.coven.home.UnusableHomeException why) {
    return List.of(
        new ProgramCheck(image, commands),
        new Check() {
          @Override
          public String subject() {
            return "home";
          }

          @Override
          public List<CheckResult> look() {
            return List.of(HomeCheck.failure("home.path", why));
          }
        });
  }
}
