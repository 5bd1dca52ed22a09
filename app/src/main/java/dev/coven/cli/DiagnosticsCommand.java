package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.diagnose.Checks;
import dev.coven.diagnose.Doctor;
import dev.coven.diagnose.DoctorReport;
import dev.coven.diagnose.Scene;
import dev.coven.diagnose.bundle.Bundle;
import dev.coven.diagnose.bundle.Contents;
import dev.coven.diagnose.bundle.Identities;
import dev.coven.diagnose.bundle.Scrubber;
import dev.coven.home.Config;
import dev.coven.home.ConfigException;
import dev.coven.home.ConfigFile;
import dev.coven.home.ConfigLastGood;
import dev.coven.home.CovenHome;
import dev.coven.privacy.Printable;
import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import dev.coven.supervise.CovenService;
import dev.coven.supervise.ProcessCommandRunner;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven diagnostics}: evidence for somebody else, without secrets. */
@Command(
    name = "diagnostics",
    description = {
      "Puts what explains a problem into one ZIP file, to be sent to somebody who helps.",
      "Secrets, home directories, the names of user and machine are masked; titles, prompts and"
          + " output are left out without --include-output. Works while the daemon is down."
    })
final class DiagnosticsCommand extends ServiceVerb {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec;

  @Option(
      names = "--session",
      paramLabel = "ID",
      description = "Also this session's record, by its id or a beginning of it.")
  private String session;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to (default: coven-diagnostics-TIME.zip in this directory).")
  private Path output;

  @Option(names = "--force", description = "Replace that file if it is there.")
  private boolean force;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Nothing older of logs and journal: 2h, 2026-01-31, 14:30, a time.")
  private String since;

  @Option(
      names = "--include-output",
      description = "Also titles, and what the chosen session printed and was told, masked.")
  private boolean includesOutput;

  DiagnosticsCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    ConsoleLog.toStandardError("off");
    Instant now = Instant.now();
    Optional<Instant> from = Optional.ofNullable(since).map(text -> time(text, now));
    CovenHome home = home();
    CovenService service = service();
    ProcessCommandRunner commands = new ProcessCommandRunner(io.environment());
    Scene scene = new Scene(io.environment(), home, service, InstantSource.system());
    DoctorReport report =
        new Doctor(Doctor.LIMIT, voice()::say).examine(new Checks(image(), commands).all(scene));
    Scrubber scrubber = new Identities(io.environment(), commands).scrubber(redactor(home));
    Contents contents =
        new Contents(
            instance(),
            scene,
            service,
            report,
            () -> new StatusSurvey(scene.service()).take().toJson(),
            from,
            Optional.ofNullable(session),
            includesOutput,
            image());
    Path target = target(now);
    try {
      print(target, new Bundle(scrubber, now).write(target, force, contents));
      return ExitCode.OK;
    } catch (FileAlreadyExistsException e) {
      voice()
          .say(
              "There is something at " + Printable.line(e.getFile()) + " already.",
              "coven diagnostics --output FILE (or --force)");
    } catch (IOException e) {
      voice()
          .say(
              "The bundle could not be written to "
                  + Printable.line(target.toString())
                  + " ("
                  + Printable.line(String.valueOf(e.getMessage()))
                  + "); nothing of it was left there.",
              "coven diagnostics --output /another/disk/FILE");
    }
    return ExitCode.FAILED;
  }

  private Instant time(String text, Instant now) {
    return PastTime.of(text, now, ZoneId.systemDefault())
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--since is \"" + text + "\"; it must be a span such as 2h, or a time"));
  }

  private Path target(Instant now) {
    Path named =
        output == null ? Path.of("coven-diagnostics-" + STAMP.format(now) + ".zip") : output;
    return named.toAbsolutePath().normalize();
  }

  /** With the user's own patterns, or the last ones that could be read. */
  private static Redactor redactor(CovenHome home) {
    return new Redactor(SecretRules.with(config(home).redaction().patterns()));
  }

  private static Config config(CovenHome home) {
    try {
      return new ConfigFile(home).read().config();
    } catch (ConfigException bad) {
      try {
        return new ConfigLastGood(home).read().orElse(Config.DEFAULT);
      } catch (ConfigException alsoBad) {
        // What Coven knows of secrets by itself still counts.
        return Config.DEFAULT;
      }
    }
  }

  private void print(Path target, List<Bundle.Part> parts) {
    if (isJson()) {
      JsonObject document = JsonText.document();
      document.addProperty("file", target.toString());
      document.addProperty("includesOutput", includesOutput);
      JsonArray files = new JsonArray();
      for (Bundle.Part part : parts) {
        JsonObject file = new JsonObject();
        file.addProperty("name", part.name());
        file.addProperty("bytes", part.bytes());
        file.addProperty("holds", part.holds());
        files.add(file);
      }
      document.add("files", files);
      io.out().println(JsonText.of(document));
      return;
    }
    io.out().println("Wrote " + Printable.line(target.toString()) + ":");
    for (Bundle.Part part : parts) {
      io.out()
          .println(
              "  "
                  + DisplayWidth.pad(Printable.line(part.name()), 40)
                  + String.format(Locale.ROOT, "%,12d  ", part.bytes())
                  + part.holds());
    }
    io.out()
        .println(
            "Masking knows the shapes of secrets, not every secret. Before you share it, look at"
                + " log/, service/unit.txt"
                + (includesOutput ? ", session/ and every title." : " and evidence/."));
  }
}
