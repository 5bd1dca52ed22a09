package dev.coven.handover;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import dev.coven.kit.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Has a {@link Trial} run on a machine. */
public final class TrialRun {
  private final Machine machine;
  private final LabService service;
  private final String unit;
  private final String output;

  /**
   * A run to come.
   *
   * @param machine where the service runs
   * @param service it runs already, and has no sessions
   */
  public TrialRun(Machine machine, LabService service) {
    this.machine = machine;
    this.service = service;
    this.unit = service.name() + "-trial";
    this.output = machine.home() + "/" + unit;
  }

  /**
   * Runs it.
   *
   * @param restarts how many restarts
   * @param seed determines their order
   * @param measuresLaunches whether launches are measured first
   * @param progress takes a line for each restart
   * @return the figures
   * @throws AssertionError when anything was lost, doubled or wrong
   */
  public JsonObject run(int restarts, long seed, boolean measuresLaunches, PrintStream progress)
      throws IOException, InterruptedException {
    TrialPlan plan =
        new TrialPlan(
            Path.of(LabService.program(machine)),
            service.name(),
            Path.of(service.home()),
            Path.of(machine.serviceHome()),
            restarts,
            seed,
            measuresLaunches);
    // As a service: a command of the machine may not take as long.
    service.runJava(unit, output, Trial.class, plan.arguments());
    for (int i = 1; i <= restarts; i++) {
      String line = await("restarted " + i + " ");
      progress.println(line);
    }
    return JsonParser.parseString(await(Trial.RESULT).substring(Trial.RESULT.length()))
        .getAsJsonObject();
  }

  /** The line that begins so, as soon as it is there. */
  private String await(String begin) throws IOException, InterruptedException {
    String line = "grep '^" + begin + "' " + output;
    machine.await("a trial that goes on", line + " || ! systemctl --user is-active -q " + unit);
    CommandResult found = machine.exec(List.of("grep", "^" + begin, output));
    if (found.exitCode() != 0) {
      throw new AssertionError("the trial failed: " + machine.sh("cat " + output).out());
    }
    return found.out().strip();
  }
}
