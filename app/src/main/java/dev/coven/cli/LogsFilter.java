package dev.coven.cli;

import dev.coven.contract.ErrorCode;
import dev.coven.diagnose.logs.LogLevel;
import dev.coven.diagnose.logs.LogQuery;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The part of a command line that says which events of the log are wanted. */
final class LogsFilter {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Nothing older: a span such as 30m, 2h or 7d, or a time such as 2026-01-02T15:04, of"
              + " your own zone unless it ends with Z.")
  private String since;

  @Option(
      names = "--session",
      paramLabel = "ID",
      description = "Only what is about this session; a beginning of its id will do.")
  private String session;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "Nothing below this: error, warn, info or debug.")
  private String level;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      split = ",",
      description = "Only what has this error code of the API, such as session_not_live.")
  private List<String> codes = new ArrayList<>();

  /**
   * What is wanted.
   *
   * @param now the time that spans count back from
   * @param zone of times that name none
   * @throws ParameterException when the command line asks for what there is not
   */
  LogQuery query(Instant now, ZoneId zone) {
    return new LogQuery(
        Optional.ofNullable(since).map(text -> since(text, now, zone)),
        Optional.ofNullable(session),
        level == null ? LogLevel.DEBUG : level(),
        codes());
  }

  private Instant since(String text, Instant now, ZoneId zone) {
    Instant time =
        PastTime.of(text, now, zone)
            .orElseThrow(
                () ->
                    wrong(
                        "--since takes a span, such as 30m, 2h or 7d, or a time, such as"
                            + " 2026-01-02, 15:04, 2026-01-02T15:04 or 2026-01-02T15:04:05Z, and"
                            + " not: "
                            + text));
    if (time.isAfter(now)) {
      throw wrong("--since takes a time that has passed, and not: " + text);
    }
    return time;
  }

  private LogLevel level() {
    return LogLevel.of(level)
        .orElseThrow(() -> wrong("--level takes error, warn, info or debug, and not: " + level));
  }

  private Set<String> codes() {
    for (String code : codes) {
      if (ErrorCode.of(code).isEmpty()) {
        throw wrong(
            "--code takes "
                + Arrays.stream(ErrorCode.values())
                    .map(ErrorCode::wire)
                    .collect(Collectors.joining(", "))
                + ", and not: "
                + code);
      }
    }
    return new LinkedHashSet<>(codes);
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(command.commandLine(), sentence);
  }
}
