package dev.coven.harness;

import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** The harness that comes with Coven, so that everything can be tried without an account. */
final class DemoAdapter implements HarnessAdapter {
  static final String EXECUTABLE = "coven-demo";

  @Override
  public String id() {
    return "demo";
  }

  @Override
  public String label() {
    return "Demo";
  }

  @Override
  public String executable() {
    return EXECUTABLE;
  }

  @Override
  public String installHint() {
    return "it is part of Coven: install Coven again";
  }

  @Override
  public Set<LaunchMode> modes() {
    return EnumSet.of(LaunchMode.INTERACTIVE, LaunchMode.NON_INTERACTIVE);
  }

  @Override
  public boolean takesModel() {
    return false;
  }

  @Override
  public Invocation invocation(LaunchRequest request, Path root, Path cwd) {
    Arguments arguments = new Arguments();
    return switch (request.launchMode()) {
      case INTERACTIVE ->
          new Invocation(arguments.prompt(request.prompt()), new Invocation.Input.Terminal());
      case NON_INTERACTIVE ->
          new Invocation(
              arguments.add("--print").prompt(request.prompt()), new Invocation.Input.Terminal());
      case STREAM -> throw Arguments.unsupported(this, request);
    };
  }
}
