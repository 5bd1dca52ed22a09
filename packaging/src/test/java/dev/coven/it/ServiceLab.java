package dev.coven.it;

import dev.coven.kit.LabService;
import dev.coven.kit.Machine;
import dev.coven.kit.Machines;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The machine of a class of tests: prepared once, with the packaged program and a harness on it.
 * Its tests do not meet, because each has an instance of its own.
 */
final class ServiceLab implements BeforeAllCallback, AfterAllCallback {
  private final String[] options;
  private Machine machine;

  /**
   * A machine.
   *
   * @param options more for the lab's {@code up}
   */
  ServiceLab(String... options) {
    this.options = options;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    machine = Machines.withImage(options);
    LabService.installHarness(machine);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (machine != null) {
      machine.close();
    }
  }

  Machine machine() {
    return machine;
  }

  /** An instance of that name. */
  LabService service(String name) {
    return LabService.of(machine, name);
  }

  /** The HOME of the user's commands. */
  String home() {
    return machine.home();
  }

  /** The PATH of a caller who is not told another. */
  String path() {
    return LabService.path(machine);
  }

  /** What a command of a shell prints that must succeed, without white space around it. */
  String sh(String script) throws IOException, InterruptedException {
    return machine.sh(script).expect(0).out().strip();
  }

  /** What a start of a service adds where the user does not linger; empty where the user does. */
  String lingerAdvice(LabService service) throws IOException, InterruptedException {
    return machine.lingers()
        ? ""
        : "  It ends with your last login on this machine. To keep it: coven daemon start"
            + " --instance "
            + service.name()
            + " --linger\n";
  }
}
