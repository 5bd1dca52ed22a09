package dev.coven.harness;

import dev.coven.contract.Conversation;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** Anthropic's Claude Code. Its argument vectors are those of the contract's table of adapters. */
final class ClaudeAdapter implements HarnessAdapter {
  @Override
  public String id() {
    return "claude";
  }

  @Override
  public String label() {
    return "Claude Code";
  }

  @Override
  public String executable() {
    return "claude";
  }

  @Override
  public String installHint() {
    return "npm install -g @anthropic-ai/claude-code";
  }

  @Override
  public Set<LaunchMode> modes() {
    return EnumSet.of(LaunchMode.INTERACTIVE, LaunchMode.NON_INTERACTIVE, LaunchMode.STREAM);
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
        arguments.add("--print");
        addConversation(arguments, request.conversation());
        yield new Invocation(arguments.prompt(request.prompt()), new Invocation.Input.Terminal());
      }
      case STREAM -> {
        arguments.add("--print", "--input-format", "stream-json");
        arguments.add("--output-format", "stream-json", "--verbose");
        // A stream always has an id, so that what the harness keeps can be found again.
        addConversation(
            arguments,
            request.conversation() != null
                ? request.conversation()
                : new Conversation(Conversation.Mode.INIT, UUID.randomUUID().toString()));
        yield new Invocation(arguments.list(), new Invocation.Input.Lines(request.prompt()));
      }
    };
  }

  private static void addConversation(Arguments arguments, Conversation conversation) {
    if (conversation != null) {
      arguments.add(
          conversation.mode() == Conversation.Mode.RESUME ? "--resume" : "--session-id",
          conversation.id());
    }
  }
}
