package dev.coven.diagnose;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import dev.coven.supervise.CommandException;
import dev.coven.supervise.CommandResult;
import dev.coven.supervise.CommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the program itself works on this machine: its native libraries, and a harness on a
 * terminal. Tried in a process of its own, because what is wrong with a native library may end the
 * one that loads it.
 */
final class ProgramCheck implements Check {
  /** The verb of the launcher that tries them; not for people. */
  static final List<String> VERB = List.of("self-check");

  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static final String REINSTALL = "install Coven again";

  private final String image;
  private final CommandRunner commands;

  /**
   * A check.
   *
   * @param image the directory of this program; null when it runs from none
   * @param commands runs it
   */
  ProgramCheck(String image, CommandRunner commands) {
    this.image = image;
    this.commands = commands;
  }

  @Override
  public String subject() {
    return "program";
  }

  @Override
  public List<CheckResult> look() throws InterruptedException {
    if (image == null) {
      return List.of(
          CheckResult.warn(
              "program.image", "This program was not started by its launcher.", REINSTALL));
    }
    List<String> argv = new ArrayList<>(List.of(Path.of(image, "bin", "coven").toString()));
    argv.addAll(VERB);
    try {
      CommandResult result = commands.run(argv, LIMIT);
      return result.succeeded() ? results(result) : List.of(failed(result.failure()));
    } catch (CommandException e) {
      return List.of(failed(e));
    }
  }

  private static List<CheckResult> results(CommandResult result) {
    List<CheckResult> results = new ArrayList<>();
    try {
      JsonObject tried = Json.parseObject(result.out().strip()).getAsJsonObject("tried");
      for (Map.Entry<String, JsonElement> one : tried.entrySet()) {
        String id = "program." + one.getKey();
        results.add(
            one.getValue().isJsonNull()
                ? CheckResult.pass(id, "It works.")
                : CheckResult.fail(id, one.getValue().getAsString(), REINSTALL));
      }
      return results;
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      return List.of(
          CheckResult.fail("program", "Its self-test answers what is no answer.", REINSTALL));
    }
  }

  private static CheckResult failed(CommandException e) {
    if (e.fault() == CommandException.Fault.TIMED_OUT) {
      return CheckResult.warn(
          "program",
          "Its self-test did not end within "
              + LIMIT.toSeconds()
              + " seconds; this machine may be very busy.",
          "coven doctor");
    }
    return CheckResult.fail("program", "Its self-test failed: " + e.getMessage(), REINSTALL);
  }
}
