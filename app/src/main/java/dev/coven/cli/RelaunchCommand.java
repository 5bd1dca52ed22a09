package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.ApiException;
import dev.coven.contract.Conversation;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.LaunchDraft;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.RecordedRequest;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven relaunch}: for sessions that were lost, and for others that shall run once more. */
@Command(
    name = "relaunch",
    description =
        "Launches an ended session once more, as a new one: same project, directory, harness,"
            + " model, labels, limits, conversation and prompt.")
final class RelaunchCommand extends LaunchVerb {
  @Spec private CommandSpec spec;
  @Mixin private SessionChoice choice;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "Another prompt; needed where a secret in the first one was masked.")
  private String prompt;

  @Option(
      names = "--prompt-file",
      paramLabel = "FILE",
      description = "Take that from a file; - reads standard input.")
  private String promptFile;

  @Option(
      names = "--resume",
      description = "Go on with its conversation, where it began one; it knows what was said.")
  private boolean resume;

  RelaunchCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    choice.check();
    if (prompt != null && promptFile != null) {
      throw new ParameterException(
          spec.commandLine(), "--prompt and --prompt-file exclude each other");
    }
    if (prompt != null && prompt.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--prompt must not be empty");
    }
    SessionRecord session;
    Optional<RecordedRequest> recorded;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      session = choice.find(client);
      recorded = session.status().isOpen() ? Optional.empty() : recorded(client, session);
    }
    String id = Printable.line(session.id());
    if (session.status().isOpen()) {
      voice().say("Session " + id + " still runs; nothing was launched.", "coven attach " + id);
      return ExitCode.COVEN_FAILED;
    }
    if (recorded.isEmpty()) {
      voice().say("It is not known what launched session " + id + ".", "coven run HARNESS PROMPT");
      return ExitCode.COVEN_FAILED;
    }
    String newPrompt = promptFile == null ? prompt : PromptSource.read(promptFile, System.in);
    if (recorded.get().masked() && newPrompt == null) {
      voice()
          .say(
              "A secret in the prompt of session " + id + " was masked; it cannot be sent again.",
              "coven relaunch " + id + " --prompt TEXT");
      return ExitCode.COVEN_FAILED;
    }
    Conversation conversation = conversation(recorded.get().request());
    if (resume && conversation == null) {
      voice().say("Session " + id + " has no conversation to go on with.", "coven relaunch " + id);
      return ExitCode.COVEN_FAILED;
    }
    return launchAndStay(again(recorded.get(), newPrompt, conversation));
  }

  private static Optional<RecordedRequest> recorded(DaemonClient client, SessionRecord session)
      throws IOException {
    try {
      return Optional.of(client.request(session.id()));
    } catch (ApiException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Conversation conversation(LaunchRequest before) {
    return resume && before.conversation() != null
        ? new Conversation(Conversation.Mode.RESUME, before.conversation().id())
        : before.conversation();
  }

  private static LaunchRequest again(
      RecordedRequest recorded, String newPrompt, Conversation conversation) {
    LaunchRequest before = recorded.request();
    LaunchDraft draft = before.draft().conversation(conversation).id(UUID.randomUUID().toString());
    if (newPrompt != null) {
      draft.prompt(newPrompt);
    }
    if (recorded.masked()) {
      // A title with a mask in it would say less than the prompt's first line.
      draft.title(null);
    }
    return draft.build();
  }
}
