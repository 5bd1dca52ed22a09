package dev.coven.it;

import dev.coven.kit.LabService;
import dev.coven.kit.SystemdLab;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The machine of a class of tests: booted once, with the packaged program and a harness in it. Its
 * tests do not meet, because each has an instance of its own.
 */
final class ServiceLab implements BeforeAllCallback, AfterAllCallback {
  private final String[] options;
  private SystemdLab lab;

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
    lab = SystemdLab.underImage(options);
    service("default").installHarness();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (lab != null) {
      lab.close();
    }
  }

  SystemdLab machine() {
    return lab;
  }

  /** An instance of that name. */
  LabService service(String name) {
    return LabService.of(lab, name);
  }

  /** What a command of a shell prints that must succeed, without white space around it. */
  String sh(String script) throws IOException, InterruptedException {
    return lab.sh(script).expect(0).out().strip();
  }
}
