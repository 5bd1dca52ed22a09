package dev.coven.harness;

import dev.coven.contract.LaunchRequest;

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
  public Invocation invocation(LaunchRequest request) {
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
