package dev.coven.harness;

import dev.coven.contract.Conversation;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** OpenAI's Codex CLI. Its argument vectors are those of the contract's table of adapters. */
final class CodexAdapter implements HarnessAdapter {
  @Override
  public String id() {
    return "codex";
  }

  @Override
  public String label() {
    return "Codex";
  }

  @Override
  public String executable() {
    return "codex";
  }

  @Override
  public String installHint() {
    return "npm install -g @openai/codex";
  }

  @Override
  public Set<LaunchMode> modes() {
    return EnumSet.of(LaunchMode.INTERACTIVE, LaunchMode.NON_INTERACTIVE);
  }

  @Override
  public boolean readsPrompt(LaunchMode mode) {
    return mode == LaunchMode.NON_INTERACTIVE;
  }

  @Override
  public boolean takesModel() {
    return true;
  }

  @Override
  public Invocation invocation(LaunchRequest request, Path root, Path cwd) {
    Arguments arguments = Arguments.withModelOf(request);
    return switch (request.launchMode()) {
      case INTERACTIVE ->
          new Invocation(arguments.prompt(request.prompt()), new Invocation.Input.Terminal());
      case NON_INTERACTIVE -> {
        arguments.add("exec", "--skip-git-repo-check", "--color", "never");
        Conversation conversation = request.conversation();
        if (conversation != null && conversation.mode() == Conversation.Mode.RESUME) {
          arguments.add("resume", conversation.id());
        }
        // "-" makes it read the prompt from standard input, so its length has no limit.
        yield new Invocation(arguments.prompt("-"), new Invocation.Input.Once(request.prompt()));
      }
      case STREAM -> throw Arguments.unsupported(this, request);
    };
  }
}
