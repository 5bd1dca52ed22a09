package dev.coven.cli;

import dev.coven.client.DaemonException;
import dev.coven.client.UnexpectedAnswerException;
import dev.coven.contract.ApiException;
import dev.coven.contract.Json;
import dev.coven.contract.Reason;
import dev.coven.home.UnusableHomeException;
import dev.coven.privacy.Printable;
import dev.coven.supervise.ServiceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** What to say when a command fails, and with which exit code. */
final class Failures {
  private final Voice voice;

  /** For the failures of one command, told in its voice. */
  Failures(Voice voice) {
    this.voice = voice;
  }

  /**
   * Says what went wrong and what to do, on standard error.
   *
   * @param failure what was thrown
   * @param general the exit code for failures that have none of their own
   * @return the exit code
   */
  int report(Exception failure, int general) {
    switch (failure) {
      case DaemonException e -> voice.say(Printable.line(e.getMessage()), e.next().orElse(null));
      case ServiceException e -> voice.say(e.getMessage(), e.next().orElse(null));
      case UnusableHomeException e -> voice.say(Printable.line(e.getMessage()), null);
      case ApiException e -> {
        voice.say(Printable.line(e.getMessage()), hint(e));
        return exitCode(e, general);
      }
      case UnexpectedAnswerException e ->
          voice.say(Printable.line(e.getMessage()), "coven diagnostics");
      case SessionChoiceException e -> {
        voice.say(e.getMessage(), "coven sessions");
        return e.isAmbiguous() ? ExitCode.USAGE : general;
      }
      case IOException e -> voice.say(Printable.line(String.valueOf(e.getMessage())), null);
      case InterruptedException e -> voice.say("Interrupted.", null);
      default -> {
        // A fault of this program: whoever reports it needs the place.
        voice.say(
            "This should not have happened: " + Printable.line(failure.toString()),
            "coven diagnostics");
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        voice.io().err().print(Printable.lines(trace.toString()));
      }
    }
    return general;
  }

  private static String hint(ApiException refusal) {
    if (reason(refusal).equals(Reason.ENVIRONMENT_INVALID.wire())) {
      return "coven env list";
    }
    return switch (refusal.code()) {
      case SESSION_NOT_LIVE ->
          Json.text(refusal.details(), "sessionId")
              .map(id -> "coven attach " + Printable.line(id))
              .orElse("coven attach --last");
      case SESSION_LIVE ->
          Json.text(refusal.details(), "sessionId")
              .map(id -> "coven kill " + Printable.line(id))
              .orElse(null);
      case RUNTIME_UNAVAILABLE -> "the same again in a moment, then: coven daemon status";
      case SESSION_NOT_FOUND -> "coven sessions";
      case EVENT_RESPONSE_TOO_LARGE -> "coven sessions events ID";
      case LAUNCH_FAILED, SEND_INPUT_FAILED, KILL_FAILED ->
          Json.text(refusal.details(), "sessionId")
              .map(id -> "coven daemon logs --session " + Printable.line(id))
              .orElse("coven daemon logs");
      case INTERNAL_ERROR -> "coven daemon logs --code internal_error";
      default -> null;
    };
  }

  private static String reason(ApiException refusal) {
    return Json.text(refusal.details(), "reason").orElse("");
  }

  private static int exitCode(ApiException refusal, int general) {
    if (general != ExitCode.COVEN_FAILED) {
      return general;
    }
    String reason = reason(refusal);
    if (reason.equals(Reason.HARNESS_UNKNOWN.wire())
        || reason.equals(Reason.HARNESS_NOT_INSTALLED.wire())) {
      return ExitCode.NOT_FOUND;
    }
    return switch (refusal.code()) {
      case HARNESS_NOT_FOUND -> ExitCode.NOT_FOUND;
      // The daemon found the executable and the system would not run it.
      case LAUNCH_FAILED -> ExitCode.NOT_EXECUTABLE;
      default -> general;
    };
  }
}
