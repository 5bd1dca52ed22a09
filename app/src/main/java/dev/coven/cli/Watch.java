package dev.coven.cli;

import dev.coven.client.DaemonAwayException;
import dev.coven.client.DaemonClient;
import dev.coven.client.Detachment;
import dev.coven.client.EventFollower;
import dev.coven.client.Reconnection;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Stays with a session until it ends or the person leaves, also while the daemon is restarted; what
 * {@code run} and {@code attach} do.
 */
final class Watch {
  private final Voice voice;
  private final Io io;
  private final Path socket;
  private final SessionRecord session;
  private final ReconnectNotice notice;
  private final Detachment detachment = new Detachment();
  private final Typing typing;

  /**
   * A watch of one session.
   *
   * @param voice who tells what becomes of it
   * @param socket where the daemon listens
   * @param session which one
   */
  Watch(Voice voice, Path socket, SessionRecord session) {
    this.voice = voice;
    this.io = voice.io();
    this.socket = socket;
    this.session = session;
    this.notice = new ReconnectNotice(voice);
    this.typing = new Typing(io, socket, session.id(), detachment);
  }

  /** How much of the terminal the session gets. */
  enum Manner {
    /** Output only, as it comes. */
    OUTPUT,
    /** Output, and everything that is typed goes to the session. */
    INTERACTIVE,
    /** Nothing is shown but, at the end, the record as JSON. */
    RECORD
  }

  /**
   * Watches.
   *
   * @param manner how
   * @param attached whether the session began before this command: then what was stored is shown
   *     through a filter on a terminal
   * @return the exit code
   */
  int follow(Manner manner, boolean attached) throws IOException, InterruptedException {
    OutputStream out = manner == Manner.RECORD ? OutputStream.nullOutputStream() : io.bytes();
    SessionOutput sink = new SessionOutput(out, attached && io.terminals().output());
    Thread farewell = new Thread(this::sayGoodbye, "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    Optional<SessionRecord> ended;
    try (DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.ANSWERING);
        RawTerminal terminal = manner == Manner.INTERACTIVE ? take() : null) {
      if (terminal != null) {
        notice.onRawTerminal();
      }
      Reconnection daemon = Reconnection.again(client, detachment, notice);
      ended = new EventFollower(daemon, session.id(), 0).follow(sink);
    } catch (DaemonAwayException e) {
      typing.account();
      return notice.giveUp(e, session.id());
    } finally {
      forget(farewell);
    }
    if (attached && manner == Manner.OUTPUT && io.drawsOnTerminal()) {
      out.write(RawTerminal.RESET.getBytes(StandardCharsets.US_ASCII));
    }
    if (ended.isEmpty()) {
      io.err().println();
      typing.account();
      sayGoodbye();
      return ExitCode.OK;
    }
    typing.sessionEnded();
    typing.account();
    return conclude(ended.get(), manner);
  }

  /** Takes the terminal and begins to listen to keys; null when it cannot be taken. */
  private RawTerminal take() throws InterruptedException {
    io.say("Session " + Printable.line(session.id()) + "; Ctrl-] detaches.");
    try {
      RawTerminal terminal = RawTerminal.open(io.bytes(), io.drawsOnTerminal());
      typing.start();
      return terminal;
    } catch (IOException e) {
      io.say("What is typed is not passed on: " + Printable.line(e.getMessage()));
      return null;
    }
  }

  private int conclude(SessionRecord ended, Manner manner) {
    if (manner == Manner.RECORD) {
      SessionShowCommand.printJson(io, ended);
    }
    String sentence = Outcome.sentence(ended);
    if (sentence != null) {
      io.say(sentence);
    }
    return Outcome.exitCode(ended);
  }

  private void sayGoodbye() {
    voice.say(
        notice.isAway()
            ? "The daemon is away; once it runs, it tells what became of the session."
            : "The session goes on.",
        "coven attach " + Printable.line(session.id()));
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The process is on its way out, and the hook says so.
    }
  }
}
