package dev.coven.cli;

import dev.coven.client.EventSink;
import dev.coven.client.StreamedEvent;
import dev.coven.contract.EventKind;
import dev.coven.privacy.ReplayFilter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes what a harness printed, byte for byte. Only on a terminal it goes through a filter, unless
 * it is live and somebody types: what makes a terminal answer must find the harness at the other
 * end, and not the next shell.
 */
final class SessionOutput implements EventSink {
  private final OutputStream out;
  private final Filtered filtered;
  private final ReplayFilter filter = new ReplayFilter();

  /** What goes through the filter. */
  enum Filtered {
    NOTHING,
    /** What was printed before, for a terminal of that time. */
    STORED,
    EVERYTHING
  }

  /**
   * An output.
   *
   * @param out where the bytes go, unbuffered, since somebody may watch
   * @param filtered what is filtered
   */
  SessionOutput(OutputStream out, Filtered filtered) {
    this.out = out;
    this.filtered = filtered;
  }

  @Override
  public void event(StreamedEvent event, boolean stored) throws IOException {
    if (!event.is(EventKind.OUTPUT)) {
      return;
    }
    byte[] printed = event.printed();
    if (isFiltered(stored)) {
      String text = new String(printed, StandardCharsets.UTF_8);
      out.write(filter.filter(text).getBytes(StandardCharsets.UTF_8));
    } else {
      out.write(printed);
    }
  }

  private boolean isFiltered(boolean stored) {
    return switch (filtered) {
      case NOTHING -> false;
      // A sequence may begin in what was stored and end in what comes live.
      case STORED -> stored || !filter.isIdle();
      case EVERYTHING -> true;
    };
  }
}
