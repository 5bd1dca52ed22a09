package dev.coven.harness;

import dev.coven.contract.Conversation;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A harness that a manifest describes. Its arguments are the model, the directories, the mode's own
 * arguments, the conversation and the prompt, in this order.
 */
final class ManifestAdapter implements HarnessAdapter {
  private final AdapterSpec spec;

  ManifestAdapter(AdapterSpec spec) {
    this.spec = spec;
  }

  @Override
  public String id() {
    return spec.id();
  }

  @Override
  public String label() {
    return spec.label();
  }

  @Override
  public String executable() {
    return spec.executable();
  }

  @Override
  public String installHint() {
    return spec.installHint();
  }

  @Override
  public Optional<Path> manifest() {
    return Optional.of(spec.manifest());
  }

  @Override
  public Set<LaunchMode> modes() {
    Set<LaunchMode> modes = EnumSet.of(LaunchMode.INTERACTIVE, LaunchMode.NON_INTERACTIVE);
    if (spec.stream() != null) {
      modes.add(LaunchMode.STREAM);
    }
    return modes;
  }

  @Override
  public boolean takesModel() {
    return spec.modelFlag() != null;
  }

  @Override
  public Invocation invocation(LaunchRequest request, Path root, Path cwd) {
    Arguments arguments = new Arguments();
    if (request.model() != null && takesModel()) {
      arguments.add(
          spec.modelFlag(),
          spec.keepsProvider() ? request.model() : Arguments.withoutProvider(request.model()));
    }
    if (spec.addDirFlag() != null && !cwd.equals(root)) {
      // It runs below the project's root, and the project is what it was launched for.
      arguments.add(spec.addDirFlag(), root.toString());
    }
    return switch (request.launchMode()) {
      case INTERACTIVE -> {
        arguments.addAll(spec.interactivePrefix());
        String flag = spec.interactivePromptFlag();
        yield onTerminal(arguments, flag != null ? flag : spec.promptFlag(), request.prompt());
      }
      case NON_INTERACTIVE -> {
        addOnce(arguments, request.conversation());
        yield onTerminal(arguments, spec.promptFlag(), request.prompt());
      }
      case STREAM -> {
        if (spec.stream() == null) {
          throw Arguments.unsupported(this, request);
        }
        addStream(arguments, request.conversation());
        yield new Invocation(arguments.list(), new Invocation.Input.Lines(request.prompt()));
      }
    };
  }

  private static Invocation onTerminal(Arguments arguments, String flag, String prompt) {
    return new Invocation(
        flag == null ? arguments.prompt(prompt) : arguments.prompt(flag, prompt),
        new Invocation.Input.Terminal());
  }

  private void addOnce(Arguments arguments, Conversation conversation) {
    AdapterSpec.Continuity continuity = spec.continuity();
    if (conversation == null || continuity == null) {
      arguments.addAll(spec.nonInteractivePrefix());
      return;
    }
    boolean resumes = conversation.mode() == Conversation.Mode.RESUME;
    List<String> own = resumes ? continuity.resumePrefix() : continuity.initPrefix();
    arguments.addAll(own.isEmpty() ? spec.nonInteractivePrefix() : own);
    String flag = resumes ? continuity.resumeFlag() : continuity.sessionIdFlag();
    if (flag != null) {
      arguments.add(flag, conversation.id());
    } else if (resumes && !own.isEmpty()) {
      arguments.add(conversation.id());
    }
  }

  private void addStream(Arguments arguments, Conversation asked) {
    AdapterSpec.Stream stream = spec.stream();
    arguments.addAll(stream.prefix());
    Conversation conversation = asked;
    if (conversation == null && stream.alwaysNamed()) {
      conversation = new Conversation(Conversation.Mode.INIT, UUID.randomUUID().toString());
    }
    if (conversation == null) {
      return;
    }
    boolean resumes = conversation.mode() == Conversation.Mode.RESUME;
    String flag = resumes ? stream.resumeFlag() : stream.sessionIdFlag();
    if (flag != null) {
      arguments.add(flag, conversation.id());
    }
  }
}
