package dev.coven.cli;

import dev.coven.client.EventSink;
import dev.coven.contract.EventKind;
import dev.coven.contract.EventRecord;
import dev.coven.contract.Json;
import dev.coven.privacy.ReplayFilter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Writes what a harness printed, byte for byte. Only where stored output meets a terminal it goes
 * through a filter: what was meant for the terminal of that time must not act on this one.
 */
final class SessionOutput implements EventSink {
  private final OutputStream out;
  private final ReplayFilter filter;

  /**
   * An output.
   *
   * @param out where the bytes go, unbuffered, since somebody may watch
   * @param filtered whether stored output is filtered
   */
  SessionOutput(OutputStream out, boolean filtered) {
    this.out = out;
    this.filter = filtered ? new ReplayFilter() : null;
  }

  @Override
  public void event(EventRecord event, boolean stored) throws IOException {
    if (!event.is(EventKind.OUTPUT)) {
      return;
    }
    String text = Json.text(event.payload(), "data").orElse("");
    // A sequence may begin in what was stored and end in what comes live.
    if (filter != null && (stored || !filter.isIdle())) {
      out.write(filter.filter(text).getBytes(StandardCharsets.UTF_8));
      return;
    }
    // Bytes that were no UTF-8 are kept beside the text.
    Optional<String> raw = Json.text(event.payload(), "raw");
    out.write(
        raw.isPresent()
            ? Base64.getDecoder().decode(raw.get())
            : text.getBytes(StandardCharsets.UTF_8));
  }
}
