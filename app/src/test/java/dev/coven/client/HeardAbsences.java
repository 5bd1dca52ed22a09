package dev.coven.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it heard of absences, and does something when one is worth a word. */
final class HeardAbsences implements ReconnectListener {
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Runnable onAbsence;

  HeardAbsences() {
    this(() -> {});
  }

  HeardAbsences(Runnable onAbsence) {
    this.onAbsence = onAbsence;
  }

  List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void reconnecting() {
    heard.add("reconnecting");
    onAbsence.run();
  }

  @Override
  public void reconnected() {
    heard.add("reconnected");
  }
}
