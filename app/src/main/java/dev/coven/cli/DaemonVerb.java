package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.client.Detachment;
import dev.coven.client.Reconnection;
import dev.coven.client.SessionEnd;
import dev.coven.contract.SessionRecord;
import dev.coven.home.CovenHome;
import dev.coven.home.UnusableHomeException;
import dev.coven.supervise.InstanceName;
import dev.coven.supervise.ServiceException;
import dev.coven.supervise.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the verbs have in common that mean one daemon: which one, and how they tell things. */
abstract class DaemonVerb extends Verb {
  @Option(names = "--json", description = "Print one JSON document, and nothing else.")
  private boolean json;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      converter = NameConverter.class,
      description = "Another daemon than the default one: with its own unit, home and ledger.")
  private InstanceName instance = InstanceName.DEFAULT;

  DaemonVerb(Io io) {
    super(io);
  }

  /** The daemon that is meant. */
  final InstanceName instance() {
    return instance;
  }

  @Override
  final Voice voice() {
    return new Voice(io, instance);
  }

  final boolean isJson() {
    return json;
  }

  /** Prints a document with {@code --json}, else the sentence. */
  final void print(JsonObject document, String sentence) {
    io.out().println(json ? JsonText.of(document) : voice().addressed(sentence));
  }

  /**
   * The home of the daemon: the one that the environment asks for, else the one that the instance
   * lives in, else its default.
   *
   * @throws UnusableHomeException when the environment asks for none that can be
   * @throws ServiceException when what is remembered of the instance cannot be read, or the
   *     environment asks for the home of another daemon than {@code --instance}
   */
  final CovenHome home() throws UnusableHomeException, ServiceException {
    return Target.home(instance, io.environment());
  }

  /** Connects to the daemon. */
  final DaemonClient connect(DaemonClient.Need need)
      throws IOException, InterruptedException, UnusableHomeException, ServiceException {
    return Reconnection.connect(home().socket(), need, new ReconnectNotice(voice()));
  }

  /** Prints events of that daemon's sessions as they come. */
  final Follow follow() throws UnusableHomeException, ServiceException {
    return new Follow(io.out(), home().socket(), new ReconnectNotice(voice()));
  }

  /**
   * Waits for a session's end, also while the daemon is restarted.
   *
   * @param session which one
   * @param patience how long at most; empty for ever
   * @param notice tells that the daemon is away
   * @return its record, open still when the time was over
   */
  final SessionRecord awaitEnd(
      SessionRecord session, Optional<Duration> patience, ReconnectNotice notice)
      throws IOException, InterruptedException, UnusableHomeException, ServiceException {
    Path socket = home().socket();
    try (DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.ANSWERING)) {
      Reconnection daemon = Reconnection.again(client, new Detachment(), notice);
      return new SessionEnd(daemon, session.id()).await(patience).orElseThrow();
    }
  }

  /** From a word of the command line to the name of an instance. */
  static final class NameConverter implements ITypeConverter<InstanceName> {
    @Override
    public InstanceName convert(String value) {
      try {
        return new InstanceName(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
