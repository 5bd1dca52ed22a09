package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.diagnose.Check;
import dev.coven.diagnose.CheckResult;
import dev.coven.diagnose.Checks;
import dev.coven.diagnose.Doctor;
import dev.coven.diagnose.DoctorReport;
import dev.coven.diagnose.Repairs;
import dev.coven.diagnose.Scene;
import dev.coven.diagnose.Symptom;
import dev.coven.home.UnusableHomeException;
import dev.coven.supervise.ProcessCommandRunner;
import dev.coven.supervise.ServiceException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven doctor}; the exit code tells whether anything failed. */
@Command(
    name = "doctor",
    description = {
      "Looks at everything that can be wrong, and says what mends it.",
      "Changes nothing without --fix. Exits 1 when a check fails; warnings are no failure."
    })
final class DoctorCommand extends ServiceVerb {
  @Spec private CommandSpec spec;

  @Option(
      names = "--fix",
      description = "Mend what can be mended without harm: modes, and a socket that nobody serves.")
  private boolean fix;

  @Option(
      names = "--symptom",
      paramLabel = "CODE",
      description = "Explain an error code, such as session_not_live, and look at what causes it.")
  private String symptom;

  DoctorCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    ConsoleLog.toStandardError("off");
    Optional<Symptom> asked = symptom == null ? Optional.empty() : Optional.of(find(symptom));
    DoctorReport report = examine(asked);
    if (fix) {
      List<String> done = Repairs.apply(report);
      done.forEach(sentence -> voice().say(sentence));
      if (!done.isEmpty()) {
        report = examine(asked);
      } else if (!report.isOk()) {
        voice().say("Nothing here is mended without a person.");
      }
    }
    if (asked.isPresent()) {
      report = report.after(meaning(asked.get()));
    }
    if (isJson()) {
      JsonObject document = JsonText.document();
      document.addProperty("ok", report.isOk());
      document.add("checks", report.toJson());
      io.out().println(JsonText.of(document));
    } else {
      new DoctorText(io.out(), io.palette(), instance()).print(report);
    }
    return report.isOk() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static CheckResult meaning(Symptom symptom) {
    return CheckResult.pass("symptom." + symptom.code(), symptom.meaning());
  }

  private Symptom find(String code) {
    return Symptom.of(code.toLowerCase(Locale.ROOT).strip())
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "no symptom is called \""
                        + code
                        + "\"; there are: "
                        + String.join(", ", Symptom.codes())));
  }

  private DoctorReport examine(Optional<Symptom> asked)
      throws InterruptedException, ServiceException {
    return new Doctor(Doctor.LIMIT, sentence -> voice().say(sentence)).examine(checks(asked));
  }

  private List<Check> checks(Optional<Symptom> asked) throws ServiceException {
    Checks checks = new Checks(image(), new ProcessCommandRunner(io.environment()));
    try {
      Scene scene = new Scene(io.environment(), home(), service(), InstantSource.system());
      return asked.map(it -> checks.of(it, scene)).orElseGet(() -> checks.all(scene));
    } catch (UnusableHomeException noHome) {
      return checks.withoutHome(noHome);
    }
  }
}
