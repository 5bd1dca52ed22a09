package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;

/**
 * What the verbs have in common that do something with sessions that have ended: with all that are
 * named, or, when one cannot be meant, with none.
 */
abstract class PastVerb extends DaemonVerb {
  @Mixin private SessionChoices choices;

  PastVerb(Io io) {
    super(io);
  }

  /**
   * Does it with one session.
   *
   * @return its record; as it was, when it is no more
   */
  abstract SessionRecord change(DaemonClient client, SessionRecord session) throws IOException;

  /**
   * What is true of a session now, behind its name.
   *
   * @param before as it was
   */
  abstract String done(SessionRecord before);

  /** The session that {@code --last} means. */
  SessionRecord last(SessionFinder finder) throws IOException, SessionChoiceException {
    return finder.newest();
  }

  /** Whether sessions that still run are no matter. */
  boolean mayRun() {
    return false;
  }

  /**
   * Asks whether it is meant.
   *
   * @param sessions all that were named, none of which runs
   * @return false for no
   */
  boolean isMeant(List<SessionRecord> sessions) throws IOException {
    return true;
  }

  @Override
  public final Integer call() throws Exception {
    choices.check();
    List<SessionRecord> sessions;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      sessions = choices.find(client, this::last);
    }
    if (!mayRun() && refuseRunning(sessions) || !isMeant(sessions)) {
      return ExitCode.FAILED;
    }
    List<SessionRecord> changed = new ArrayList<>();
    // Another connection: a person may have thought for a while.
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      for (SessionRecord session : sessions) {
        changed.add(change(client, session));
        if (!isJson()) {
          io.out().println("Session " + Printable.line(session.id()) + done(session));
        }
      }
    }
    if (isJson()) {
      JsonObject document = JsonText.document();
      JsonArray records = new JsonArray();
      changed.forEach(session -> records.add(session.toJson()));
      document.add("sessions", records);
      io.out().println(JsonText.of(document));
    }
    return ExitCode.OK;
  }

  private boolean refuseRunning(List<SessionRecord> sessions) {
    List<SessionRecord> running =
        sessions.stream().filter(session -> session.status().isOpen()).toList();
    for (SessionRecord session : running) {
      String id = Printable.line(session.id());
      if (session.external()) {
        voice().say("Session " + id + " still runs, outside of the daemon; nothing was done.");
      } else {
        voice().say("Session " + id + " still runs; nothing was done.", "coven kill " + id);
      }
    }
    return !running.isEmpty();
  }
}
