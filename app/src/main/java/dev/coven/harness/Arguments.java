package dev.coven.harness;

import dev.coven.contract.ApiException;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.Reason;
import java.util.ArrayList;
import java.util.List;

/** Builds an argument vector, piece by piece, in the order of the calls. */
final class Arguments {
  private final List<String> arguments = new ArrayList<>();

  /** Begins with {@code --model M} when the request names a model, without its provider. */
  static Arguments withModelOf(LaunchRequest request) {
    Arguments arguments = new Arguments();
    if (request.model() != null) {
      arguments.add("--model", withoutProvider(request.model()));
    }
    return arguments;
  }

  /** {@code openai/gpt-5} becomes {@code gpt-5}. */
  static String withoutProvider(String model) {
    return model.substring(model.indexOf('/') + 1);
  }

  Arguments add(String... more) {
    return addAll(List.of(more));
  }

  Arguments addAll(List<String> more) {
    arguments.addAll(more);
    return this;
  }

  /** Ends with the prompt, behind {@code --} so that no prompt is taken for an option. */
  List<String> prompt(String prompt) {
    return add("--", prompt).list();
  }

  /** Ends with the prompt as the value of a flag, in one argument with it. */
  List<String> prompt(String flag, String prompt) {
    return add(flag + "=" + prompt).list();
  }

  List<String> list() {
    return List.copyOf(arguments);
  }

  /** The refusal of a launch mode that a harness does not have. */
  static ApiException unsupported(HarnessAdapter adapter, LaunchRequest request) {
    return ApiException.invalid(
            Reason.FIELD_VALUE,
            "harness `" + adapter.id() + "` has no launch mode " + request.launchMode().wire())
        .with("field", "launchMode");
  }
}
