package dev.coven.supervise;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Commands that nobody runs: each gets the answers that a test wrote down for it, in their order,
 * the last one again and again. A command without an answer fails the test.
 */
final class ScriptedCommands implements CommandRunner {
  private final Map<String, Deque<Answer>> script = new LinkedHashMap<>();
  private final List<String> given = new ArrayList<>();

  /** What comes of a command. */
  @FunctionalInterface
  interface Answer {
    CommandResult to(List<String> argv, Duration limit) throws CommandException;
  }

  /** The next answer to commands that contain these words, one after another. */
  ScriptedCommands on(String words, Answer answer) {
    script.computeIfAbsent(words, _ -> new ArrayDeque<>()).add(answer);
    return this;
  }

  /** An answer with an exit code. */
  ScriptedCommands on(String words, int exitCode, String out, String err) {
    return on(words, (argv, _) -> new CommandResult(argv, exitCode, out, err, true));
  }

  /** An answer that is a success. */
  ScriptedCommands on(String words, String out) {
    return on(words, 0, out, "");
  }

  /** An answer that does not come in time. */
  ScriptedCommands onNoAnswer(String words) {
    return on(
        words,
        (argv, limit) -> {
          throw CommandException.timedOut(argv, limit, "", "");
        });
  }

  /** No such program. */
  ScriptedCommands onNoProgram(String words) {
    return on(
        words,
        (argv, _) -> {
          throw CommandException.notRun(argv, "there is none", null);
        });
  }

  /** All commands, without the options that each has. */
  List<String> given() {
    return List.copyOf(given);
  }

  @Override
  public CommandResult run(List<String> argv, Duration limit) throws CommandException {
    String line = String.join(" ", argv);
    given.add(
        line.replace("systemctl --user --no-pager --no-ask-password ", "")
            .replace(" -p " + SystemdShow.PROPERTIES, ""));
    for (Map.Entry<String, Deque<Answer>> entry : script.entrySet()) {
      if (line.contains(entry.getKey())) {
        Deque<Answer> answers = entry.getValue();
        Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
        return answer.to(argv, limit);
      }
    }
    throw new AssertionError("no answer was written down for: " + line);
  }
}
