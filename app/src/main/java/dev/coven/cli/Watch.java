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
    /** Output, and nothing that is typed goes anywhere. */
    READ_ONLY,
    /** Nothing is shown but, at the end, the record as JSON. */
    RECORD
  }

  /**
   * Watches.
   *
   * @param manner how
   * @param attached whether the session began before this command: then some output is stored
   * @return the exit code
   */
  int follow(Manner manner, boolean attached) throws IOException, InterruptedException {
    boolean shown = manner != Manner.RECORD;
    RawTerminal terminal = new RawTerminal(io.bytes(), shown && io.drawsOnTerminal());
    Thread farewell = new Thread(() -> leave(terminal), "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    Optional<SessionRecord> ended;
    try (terminal;
        DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.ANSWERING)) {
      boolean typed = takes(manner) && take(terminal, manner) && manner == Manner.INTERACTIVE;
      OutputStream out = shown ? terminal.output() : OutputStream.nullOutputStream();
      SessionOutput sink = new SessionOutput(out, filtered(typed, attached));
      Reconnection daemon = Reconnection.again(client, detachment, notice);
      ended = new EventFollower(daemon, session.id(), 0).follow(sink);
    } catch (DaemonAwayException e) {
      typing.account();
      return notice.giveUp(e, session.id());
    } finally {
      forget(farewell);
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

  private static boolean takes(Manner manner) {
    return manner == Manner.INTERACTIVE || manner == Manner.READ_ONLY;
  }

  private SessionOutput.Filtered filtered(boolean typed, boolean attached) {
    if (!io.terminals().output() || typed && !attached) {
      return SessionOutput.Filtered.NOTHING;
    }
    return typed ? SessionOutput.Filtered.STORED : SessionOutput.Filtered.EVERYTHING;
  }

  /** Takes the terminal and begins to listen to keys; false when it cannot be taken. */
  private boolean take(RawTerminal terminal, Manner manner) throws InterruptedException {
    boolean types = manner == Manner.INTERACTIVE;
    io.say(
        "Session "
            + Printable.line(session.id())
            + (types ? "; Ctrl-] detaches." : ", read-only; Ctrl-] or Ctrl-C detaches."));
    try {
      terminal.take();
    } catch (IOException e) {
      io.say("What is typed is not passed on: " + Printable.line(e.getMessage()));
      return false;
    }
    notice.onRawTerminal();
    if (types) {
      Window window = new Window(socket, session.id(), detachment);
      window.start();
      typing.start(window::size);
    } else {
      typing.watchForDetaching();
    }
    return true;
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

  /** A signal ends this process, and the main thread may write on until it has. */
  private void leave(RawTerminal terminal) {
    terminal.close();
    sayGoodbye();
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
