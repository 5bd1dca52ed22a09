package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.Reason;
import dev.coven.harness.HarnessAdapter;
import dev.coven.posix.ArgumentSpace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Refuses a launch whose arguments and variables the kernel would not take: without a row, and in
 * words that say what to do, where execve(2) would say E2BIG.
 */
final class CommandLimits {
  /** For the shell around the harness, its script, and the paths that it is given. */
  private static final long OURS = 16 * 1024;

  /** An element takes its bytes, a NUL, and a pointer. */
  private static final long PER_ELEMENT = 1 + Long.BYTES;

  private final ArgumentSpace space;

  /**
   * The limits of a system.
   *
   * @param space what it takes
   */
  CommandLimits(ArgumentSpace space) {
    this.space = space;
  }

  /**
   * Checks a command.
   *
   * @param request what is launched
   * @param adapter its harness
   * @param command program and arguments
   * @param variables its environment
   * @param file where the user's variables stand
   * @throws ApiException {@code invalid_request} naming the limit and the way around it
   */
  void check(
      LaunchRequest request,
      HarnessAdapter adapter,
      List<String> command,
      Map<String, String> variables,
      Path file) {
    for (String argument : command) {
      if (bytes(argument) >= space.oneBytes()) {
        throw tooLong(request, adapter, argument);
      }
    }
    long environment = 0;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      long bytes = bytes(variable.getKey()) + 1 + bytes(variable.getValue());
      if (bytes >= space.oneBytes()) {
        throw ApiException.invalid(
            Reason.ENVIRONMENT_INVALID,
            "The variable %s in %s has %d bytes, and one takes at most %d. Shorten it, or put it into a file that the variable names."
                .formatted(variable.getKey(), file, bytes, space.oneBytes() - 1));
      }
      environment += bytes + PER_ELEMENT;
    }
    long arguments = command.stream().mapToLong(each -> bytes(each) + PER_ELEMENT).sum();
    long most = space.allBytes() - OURS;
    if (arguments + environment > most) {
      throw ApiException.invalid(
              Reason.FIELD_VALUE,
              "The arguments take %d bytes and the environment %d; together they may take %d (getconf ARG_MAX). %s Or shorten %s."
                  .formatted(arguments, environment, most, wayAround(adapter), file))
          .with("field", "prompt")
          .with("maxBytes", Math.max(0, most - environment));
    }
  }

  private ApiException tooLong(LaunchRequest request, HarnessAdapter adapter, String argument) {
    String field = argument.endsWith(request.prompt()) ? "prompt" : "model";
    String value = field.equals("prompt") ? request.prompt() : request.model();
    long most = space.oneBytes() - 1 - (bytes(argument) - bytes(value));
    return ApiException.invalid(
            Reason.FIELD_VALUE,
            "request field `%s` has %d bytes; harness `%s` takes it as an argument, which may have %d. %s"
                .formatted(field, bytes(value), adapter.id(), most, wayAround(adapter)))
        .with("field", field)
        .with("maxBytes", most);
  }

  private static String wayAround(HarnessAdapter adapter) {
    String file = "Put the text into a file of the project and name that in the prompt";
    if (adapter.readsPrompt(LaunchMode.NON_INTERACTIVE)) {
      return file + ", or launch without a terminal: it takes any length then.";
    }
    return adapter.readsPrompt(LaunchMode.STREAM)
        ? file + ", or launch in stream mode: it takes any length then."
        : file + ".";
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
