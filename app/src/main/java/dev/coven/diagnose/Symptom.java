package dev.coven.diagnose;

import dev.coven.contract.ErrorCode;
import dev.coven.contract.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What somebody was told, what it means, and where it may come from.
 *
 * @param code the word that was read: an error code of the contract, a reason of one, or what a
 *     client says that got no answer
 * @param meaning a few sentences
 * @param subjects of which checks the subject begins so
 * @param own a check for this symptom alone
 */
public record Symptom(
    String code, String meaning, List<String> subjects, Optional<Function<Scene, Check>> own) {

  private static final List<String> DAEMON = List.of("daemon", "socket", "supervisor");
  private static final List<String> HARNESS =
      List.of("harness", "environment.path", "settings", "daemon");
  private static final List<String> STORAGE = List.of("home", "ledger", "daemon");

  /** What clients say that is no code of the contract. */
  private static final List<Symptom> OF_CLIENTS =
      List.of(
          of(
              "connection_refused",
              "Nobody listens at the socket that the client tried. The daemon does not run, runs in"
                  + " another home than the client looks into, or cannot run.",
              List.of("home", "ledger", "socket", "supervisor", "daemon", "settings", "program")),
          of(
              "unsupported_api_version",
              "The client and the daemon speak different contracts, or the path began with another"
                  + " version than /api/v1. One of them is older: bring both to one version.",
              List.of("daemon")));

  private static Symptom of(String code, String meaning, List<String> subjects) {
    return new Symptom(code, meaning, subjects, Optional.empty());
  }

  private Symptom with(Function<Scene, Check> check) {
    return new Symptom(code, meaning, subjects, Optional.of(check));
  }

  /**
   * Finds the symptom of a code.
   *
   * @param code as it was read, in lower case
   * @return it; empty for a code that is not known
   */
  public static Optional<Symptom> of(String code) {
    return OF_CLIENTS.stream()
        .filter(symptom -> symptom.code.equals(code))
        .findFirst()
        .or(() -> ErrorCode.of(code).map(Symptom::of))
        .or(
            () ->
                Arrays.stream(Reason.values())
                    .filter(reason -> reason.wire().equals(code))
                    .findFirst()
                    .map(Symptom::of));
  }

  /** All codes that are known. */
  public static List<String> codes() {
    List<String> all = new ArrayList<>(OF_CLIENTS.stream().map(Symptom::code).toList());
    Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).forEach(all::add);
    Arrays.stream(Reason.values()).map(Reason::wire).forEach(all::add);
    return all;
  }

  private static Symptom of(ErrorCode code) {
    String word = code.wire();
    return switch (code) {
      case NOT_FOUND ->
          of(
              word,
              "The daemon has no such route. The client was written for another daemon or another"
                  + " version.",
              List.of("daemon"));
      case INVALID_REQUEST ->
          of(
              word,
              "The daemon does not take the request; details.reason says why, and can be asked for"
                  + " here as well.",
              List.of("daemon", "harness"));
      case FORBIDDEN ->
          of(
              word,
              "The request came from a browser or from another user. The daemon serves its own user"
                  + " alone.",
              List.of("home", "socket"));
      case SESSION_NOT_FOUND ->
          of(
              word,
              "No session of this id is in the ledger: it is of another home, or was deleted."
                  + " coven sessions --all lists those there are.",
              List.of("supervisor", "daemon", "ledger"));
      case SESSION_NOT_LIVE ->
          of(
                  word,
                  "Only a session that runs takes input or can be killed, and this one has ended,"
                      + " or reads no input. coven attach ID replays it.",
                  List.of("sessions", "daemon"))
              .with(scene -> new LiveSessionsCheck(scene.home()));
      case SESSION_LIVE ->
          of(
                  word,
                  "What was asked for is for sessions that have ended, and this one runs. coven"
                      + " kill ID ends it.",
                  List.of("sessions"))
              .with(scene -> new LiveSessionsCheck(scene.home()));
      case SESSION_ID_CONFLICT ->
          of(
              word,
              "The id is taken by a session of another kind, or by one that was launched otherwise."
                  + " Choose another id.",
              List.of("sessions"));
      case NOT_EXTERNAL_SESSION, EXTERNAL_SESSION_NOT_KILLABLE ->
          of(
              word,
              "The daemon runs its own sessions, and other programs theirs: each can only be ended"
                  + " where it runs.",
              List.of("sessions"));
      case HARNESS_NOT_FOUND ->
          of(word, "No harness has this id. coven run names those there are.", HARNESS);
      case LAUNCH_FAILED ->
          of(
              word,
              "The program was found, and the system would not run it. The log has the cause.",
              List.of("program", "harness", "environment", "home", "settings"));
      case SEND_INPUT_FAILED, KILL_FAILED ->
          of(word, "The session's process could not be reached.", List.of("sessions", "daemon"));
      case RUNTIME_UNAVAILABLE ->
          of(
                  word,
                  "As many sessions are live as may be (sessions.max-live in config.toml), or the"
                      + " daemon is about to end.",
                  List.of("daemon", "settings", "supervisor"))
              .with(scene -> new LiveSessionsCheck(scene.home()));
      case EVENT_RESPONSE_TOO_LARGE ->
          of(
              word,
              "The answer would be larger than 4 MiB. Ask for pages with limit.",
              List.of("daemon"));
      case DAEMON_IDENTITY_MISMATCH ->
          of(word, "Another daemon answers than the one that was meant: ask health again.", DAEMON);
      case INTERNAL_ERROR ->
          of(word, "Something is wrong in the daemon or with its files. The log has it.", STORAGE);
    };
  }

  private static Symptom of(Reason reason) {
    String word = reason.wire();
    return switch (reason) {
      case CWD_OUTSIDE_ROOT, ROOT_NOT_FOUND, ROOT_NOT_DIRECTORY, CWD_NOT_FOUND, CWD_NOT_DIRECTORY ->
          of(
                  word,
                  "A session runs in a directory inside of its project's root. Both must exist, and"
                      + " count as they really are: with every link and every .. resolved.",
                  List.of("daemon"))
              .with(scene -> new DirectoryCheck(scene.environment()));
      case HARNESS_UNKNOWN ->
          of(word, "No harness has this id: neither a bundled one nor a manifest's.", HARNESS);
      case HARNESS_NOT_INSTALLED ->
          of(word, "The daemon does not find the harness's program on its PATH.", HARNESS);
      case ENVIRONMENT_INVALID ->
          of(
              word,
              "The file environment in the home has a line that is no KEY=VALUE, so that no harness"
                  + " is launched.",
              List.of("settings"));
      case STDIN_CLOSED, NO_TERMINAL ->
          of(
                  word,
                  "This launch of the harness has no terminal to type into, or has read all that it"
                      + " reads. Without --print it has one.",
                  List.of("sessions"))
              .with(scene -> new LiveSessionsCheck(scene.home()));
      case USE_LIMIT ->
          of(word, "The list would be larger than 4 MiB. Ask with limit.", List.of("daemon"));
      case DRAINING -> of(word, "The daemon is about to end. Ask the next one.", DAEMON);
      case BODY_MALFORMED, FIELD_MISSING, FIELD_TYPE, FIELD_VALUE, BODY_TOO_LARGE ->
          of(
              word,
              "The client sent what the contract does not have; details name the field.",
              List.of("daemon"));
    };
  }
}
