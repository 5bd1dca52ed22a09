package dev.coven.harness;

import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** GitHub's Copilot CLI. Its argument vectors are those of the contract's table of adapters. */
final class CopilotAdapter implements HarnessAdapter {
  @Override
  public String id() {
    return "copilot";
  }

  @Override
  public String label() {
    return "GitHub Copilot";
  }

  @Override
  public String executable() {
    return "copilot";
  }

  @Override
  public String installHint() {
    return "npm install -g @github/copilot";
  }

  @Override
  public Set<LaunchMode> modes() {
    return EnumSet.of(LaunchMode.INTERACTIVE, LaunchMode.NON_INTERACTIVE);
  }

  @Override
  public boolean takesModel() {
    return true;
  }

  @Override
  public Invocation invocation(LaunchRequest request, Path root, Path cwd) {
    // It has no place for a prompt among its arguments, only flags that take one.
    String flag =
        switch (request.launchMode()) {
          case INTERACTIVE -> "--interactive";
          case NON_INTERACTIVE -> "--prompt";
          case STREAM -> throw Arguments.unsupported(this, request);
        };
    return new Invocation(
        Arguments.withModelOf(request).prompt(flag, request.prompt()),
        new Invocation.Input.Terminal());
  }
}
