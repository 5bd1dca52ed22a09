package dev.coven.client;

import com.google.gson.JsonObject;
import dev.coven.contract.ApiException;
import dev.coven.contract.Capability;
import dev.coven.contract.CapabilityManifest;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.EventPage;
import dev.coven.contract.HarnessReport;
import dev.coven.contract.Health;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.RecordedRequest;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.ShutdownRequest;
import dev.coven.contract.TerminalSize;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Typed calls to the daemon of one home. Every connection begins with health, so that each call
 * goes to a daemon whose contract is known, also after a restart between two calls. For one thread.
 *
 * <p>Every call throws {@link DaemonException} when the daemon cannot be asked, and {@link
 * ApiException} or {@link UnexpectedAnswerException} when it refuses. A call that changes something
 * is sent once and never again: without an answer to it, {@link OutcomeUnknownException}. Health
 * and calls that read are sent a second time, over a new connection, when the first ends: it may
 * have been on its way while the daemon was restarted.
 */
public final class DaemonClient implements Closeable {
  /** Which daemons to accept. */
  public enum Need {
    /** It must say that it can do its work. */
    HEALTHY,
    /** It must speak the contract; what it can still do is worth asking for. */
    ANSWERING
  }

  private final DaemonLink link;

  private DaemonClient(DaemonLink link) {
    this.link = link;
  }

  /**
   * Connects and shakes hands.
   *
   * @param socket where the daemon listens
   * @param need which daemons to accept
   * @return a client of the daemon that answers
   */
  public static DaemonClient connect(Path socket, Need need) throws IOException {
    DaemonClient client = insisting(socket, need);
    client.link.negotiate(Timeouts.PROBE);
    return client;
  }

  /** One that has asked nobody yet, and reads a second time where its connection ends. */
  static DaemonClient insisting(Path socket, Need need) {
    return new DaemonClient(new DaemonLink(socket, need, true));
  }

  /**
   * A client that has asked nobody yet, for a {@link Reconnection}: that one decides about second
   * attempts, so this client makes none.
   *
   * @param socket where the daemon listens
   * @param need which daemons to accept
   */
  public static DaemonClient unconnected(Path socket, Need need) {
    return new DaemonClient(new DaemonLink(socket, need, false));
  }

  /** What the daemon said when the last connection was made; null before the first. */
  public Health health() {
    return link.health();
  }

  /** The daemon that the connection in use leads to; another one after a restart. */
  public DaemonIdentity daemon() {
    return health().daemon();
  }

  /**
   * A page of sessions.
   *
   * @param limit at most so many, 1 to 1000
   * @param cursor from the page before, or null for the first
   * @param includeArchived whether archived ones are listed too
   */
  public SessionPage sessions(int limit, String cursor, boolean includeArchived)
      throws IOException {
    String target =
        "/sessions?limit="
            + limit
            + "&includeArchived="
            + includeArchived
            + (cursor == null ? "" : "&cursor=" + cursor);
    return Answers.sessionPage(link.call(Request.get(target)));
  }

  /**
   * One session.
   *
   * @param id its full id, in characters that a path may hold
   */
  public SessionRecord session(String id) throws IOException {
    return Answers.session(link.call(Request.get("/sessions/" + id)));
  }

  /**
   * What launched a session.
   *
   * @param id its full id
   * @throws ApiException {@code not_found} when that is not known: something else runs it, an older
   *     daemon launched it, or retention let it go
   */
  public RecordedRequest request(String id) throws IOException {
    return Answers.request(link.call(Request.get("/sessions/" + id + "/request")));
  }

  /**
   * Launches a harness.
   *
   * @return the new session, running
   */
  public SessionRecord launch(LaunchRequest request) throws IOException {
    return Answers.session(link.call(Request.post("/sessions", request.toJson())));
  }

  /**
   * A page of a session's events.
   *
   * @param id the session's full id
   * @param afterSeq the last event that is known already; 0 for none
   * @param limit at most so many
   */
  public EventPage events(String id, long afterSeq, OptionalInt limit) throws IOException {
    String target = "/sessions/" + id + "/events?afterSeq=" + afterSeq;
    return Answers.eventPage(
        link.call(Request.get(limit.isPresent() ? target + "&limit=" + limit.getAsInt() : target)));
  }

  /**
   * A session's events as they come; until its end this client takes no other calls.
   *
   * @param id the session's full id
   * @param afterSeq the last event that is known already; 0 for none
   * @param detachment ends each wait for an event
   */
  EventStream stream(String id, long afterSeq, Detachment detachment) throws IOException {
    return link.stream(
        Request.get("/events/stream?sessionId=" + id + "&afterSeq=" + afterSeq), detachment);
  }

  /**
   * A session's log, whole.
   *
   * @param id the session's full id
   */
  public List<LogEntry> log(String id) throws IOException {
    return Answers.log(link.call(Request.get("/sessions/" + id + "/log")));
  }

  /**
   * Types into a session.
   *
   * @param id the session's full id
   * @param data what is typed
   */
  public void input(String id, String data) throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("data", data);
    link.call(Request.post("/sessions/" + id + "/input", body));
  }

  /**
   * Asks for a session's end; returns before it has come.
   *
   * @param id the session's full id
   */
  public void kill(String id) throws IOException {
    link.call(Request.post("/sessions/" + id + "/kill", new JsonObject()));
  }

  /**
   * Says how large a session's terminal is; its programs are told by SIGWINCH.
   *
   * @param id the session's full id
   * @param size the new size
   */
  public void resize(String id, TerminalSize size) throws IOException {
    link.call(Request.post("/sessions/" + id + "/resize", size.toJson()));
  }

  /** Calls about sessions that something other than the daemon runs. */
  public ExternalCalls external() {
    return new ExternalCalls(link);
  }

  /**
   * Puts a session away that has ended: lists leave it out.
   *
   * @param id the session's full id
   * @return its record
   */
  public SessionRecord archive(String id) throws IOException {
    return Answers.session(
        link.call(Request.post("/sessions/" + id + "/archive", new JsonObject())));
  }

  /**
   * Takes back that a session was put away.
   *
   * @param id the session's full id
   * @return its record
   */
  public SessionRecord restore(String id) throws IOException {
    return Answers.session(
        link.call(Request.post("/sessions/" + id + "/restore", new JsonObject())));
  }

  /**
   * Deletes a session that has ended, and all that is kept of it.
   *
   * @param id the session's full id
   */
  public void delete(String id) throws IOException {
    link.call(Request.delete("/sessions/" + id));
  }

  /** The catalog of what can be asked of the daemon; it says which harnesses the daemon finds. */
  public List<Capability> capabilities() throws IOException {
    return Answers.capabilities(link.call(Request.get("/capabilities")));
  }

  /**
   * What each harness brings, and what is wrong with the manifests.
   *
   * @param refresh whether the daemon is to look again, and not to tell what it saw before
   */
  public HarnessReport harnesses(boolean refresh) throws IOException {
    return Answers.harnesses(
        link.call(Request.get("/capabilities/harnesses" + refreshed(refresh))));
  }

  /**
   * What one harness brings.
   *
   * @param id its id, in characters that a path may hold
   * @param refresh whether the daemon is to look again
   * @throws ApiException {@code harness_not_found}
   */
  public CapabilityManifest harness(String id, boolean refresh) throws IOException {
    return Answers.harness(link.call(Request.get("/capabilities/" + id + refreshed(refresh))));
  }

  /**
   * Makes the daemon forget what it has seen of harnesses, so that whoever asks next is told anew.
   *
   * @return how many capabilities it has
   */
  public long refreshCapabilities() throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("action", Capability.REFRESH_ACTION);
    return Answers.refreshed(link.call(Request.post("/actions", body)));
  }

  private static String refreshed(boolean refresh) {
    return refresh ? "?refresh=1" : "";
  }

  /**
   * Asks the daemon that health named to drain and end; returns before it has.
   *
   * @throws ApiException {@code daemon_identity_mismatch} when another one answers by now
   */
  public void shutdown() throws IOException {
    link.call(Request.post(ShutdownRequest.ROUTE, new ShutdownRequest(daemon()).toJson()));
  }

  /** Whether a request could go out now over a connection that began with health. */
  boolean isConnected() {
    return link.isConnected();
  }

  /** Connects and shakes hands, once, within a limit. */
  void reconnect(Limit limit) throws IOException {
    link.reconnect(limit);
  }

  /** Ends the connection; the next call makes a new one. */
  @Override
  public void close() throws IOException {
    link.close();
  }
}
