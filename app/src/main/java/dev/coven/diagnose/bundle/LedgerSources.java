package dev.coven.diagnose.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.contract.SessionRecord;
import dev.coven.ledger.LedgerGlance;
import dev.coven.ledger.LedgerRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the ledger tells: figures, the newest sessions, and of one session what it printed. */
final class LedgerSources {
  private static final Duration LOCK = Duration.ofSeconds(2);
  private static final Duration ALL = Duration.ofSeconds(5);
  private static final int NEWEST = 50;

  /** Of one session's events, the last ones, in bytes as they are stored. */
  private static final int EVENT_BYTES = 3 * 1024 * 1024;

  private final Path ledger;
  private final Optional<String> session;
  private final boolean includesOutput;

  LedgerSources(Path ledger, Optional<String> session, boolean includesOutput) {
    this.ledger = ledger;
    this.session = session;
    this.includesOutput = includesOutput;
  }

  List<Source> all() {
    List<Source> all = new ArrayList<>();
    all.add(Source.of("ledger/figures.json", "how much is in the ledger", this::figures));
    all.add(
        Source.of(
            "ledger/sessions.json",
            includesOutput
                ? "the newest sessions, with their titles"
                : "the newest sessions, without their titles",
            this::newest));
    if (session.isPresent()) {
      all.add(Source.of("session/session.json", "the chosen session", this::chosen));
      if (includesOutput) {
        all.add(
            Source.of(
                "session/events.txt",
                "WHAT THE CHOSEN SESSION PRINTED AND WAS TOLD",
                this::events));
      }
    }
    return all;
  }

  private LedgerGlance open() throws LedgerRefusedException {
    return LedgerGlance.open(ledger, LOCK, ALL);
  }

  private Source.Text figures() throws LedgerRefusedException {
    try (LedgerGlance glance = open()) {
      JsonObject json = new JsonObject();
      json.addProperty("schema", glance.schema());
      LedgerGlance.Figures figures = glance.figures();
      json.addProperty("sessions", figures.sessions());
      json.addProperty("openSessions", figures.open());
      json.addProperty("bytes", figures.bytes());
      json.add("newestEventAt", Json.timestamp(figures.newestEventAt().orElse(null)));
      return Source.Text.json(json);
    }
  }

  private Source.Text newest() throws LedgerRefusedException {
    try (LedgerGlance glance = open()) {
      JsonArray sessions = new JsonArray();
      glance.newest(NEWEST).forEach(each -> sessions.add(json(each)));
      return Source.Text.json(sessions);
    }
  }

  private Source.Text chosen() throws LedgerRefusedException, AbsentException {
    try (LedgerGlance glance = open()) {
      return Source.Text.json(json(find(glance)));
    }
  }

  /** A title is a prompt's first line unless somebody chose another. */
  private JsonObject json(SessionRecord record) {
    JsonObject json = record.toJson();
    if (!includesOutput) {
      json.addProperty("title", "(left out)");
    }
    return json;
  }

  private SessionRecord find(LedgerGlance glance) throws LedgerRefusedException, AbsentException {
    return glance
        .session(session.orElseThrow())
        .orElseThrow(() -> new AbsentException("no one session has an id that begins so"));
  }

  private Source.Text events() throws LedgerRefusedException, AbsentException {
    try (LedgerGlance glance = open()) {
      LedgerGlance.LastEvents events = glance.lastEvents(find(glance).id(), EVENT_BYTES);
      StringBuilder text = new StringBuilder();
      events
          .events()
          .forEach(
              event ->
                  text.append(event.seq())
                      .append(' ')
                      .append(event.kind().wire())
                      .append(' ')
                      .append(event.text())
                      .append('\n'));
      return new Source.Text(text.toString(), false, events.cut());
    }
  }
}
