package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.Reason;
import dev.coven.contract.RecordedRequest;
import dev.coven.contract.SessionStatus;
import dev.coven.daemonology.Deadline;
import dev.coven.harness.HarnessAdapter;
import dev.coven.harness.HarnessEnvironment;
import dev.coven.harness.Harnesses;
import dev.coven.harness.Invocation;
import dev.coven.home.EnvironmentFileException;
import dev.coven.home.ProcessIdentity;
import dev.coven.ledger.ChangeWithdrawnException;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.NewSession;
import dev.coven.ledger.StoredSession;
import dev.coven.posix.ArgumentSpace;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.Redactor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Turns a request into a session that runs: checks, row, process. */
final class Launcher {
  private static final TaggedLogger LOG = Logger.tag("session");

  private final EventWriter writer;
  private final Harnesses harnesses;
  private final HarnessEnvironment environment;
  private final String instanceId;
  private final Starter starter;
  private final Redactor redactor;
  private final CommandLimits limits = new CommandLimits(ArgumentSpace.ofSystem());

  Launcher(
      EventWriter writer,
      Harnesses harnesses,
      HarnessEnvironment environment,
      String instanceId,
      Starter starter,
      Redactor redactor) {
    this.writer = writer;
    this.starter = starter;
    this.redactor = redactor;
    this.harnesses = harnesses;
    this.environment = environment;
    this.instanceId = instanceId;
  }

  /**
   * Launches. Everything that can be refused is refused before there is a row.
   *
   * @param request what to launch
   * @param digest tells this request from another with the same id
   * @param deadline until when the ledger must have taken it
   * @return the session, running; nobody reads its output yet
   * @throws ApiException when the request is refused, the harness could not be started, or the
   *     ledger could not be written in time
   * @throws SQLException when the ledger refuses the row
   * @throws InterruptedException when interrupted while the ledger writes
   */
  LiveSession launch(LaunchRequest request, String digest, Deadline deadline)
      throws SQLException, InterruptedException {
    HarnessAdapter adapter = harnesses.adapter(request.harness());
    Optional<String> obstacle = starter.obstacleTo(request.limits());
    if (obstacle.isPresent()) {
      throw ApiException.invalid(Reason.FIELD_VALUE, obstacle.get()).with("field", "limits");
    }
    LaunchPaths paths = LaunchPaths.resolve(request);
    Invocation invocation = adapter.invocation(request, paths.root(), paths.cwd());
    Path program = harnesses.require(adapter);
    String id = request.id() != null ? request.id() : UUID.randomUUID().toString();
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(invocation.arguments());
    Map<String, String> variables = variables(id, invocation.input());
    limits.check(request, adapter, command, variables, environment.file());
    if (request.model() != null && !adapter.takesModel()) {
      LOG.warn(LogLine.of("the model is not passed on").with("harness", adapter.id()));
    }
    StoredSession created =
        insert(row(id, request, paths, digest), RequestMask.of(request, paths, redactor), deadline);
    HarnessProcess process =
        spawn(
            created,
            new HarnessStart(
                id,
                created.key(),
                command,
                paths.cwd(),
                variables,
                environment.umask(),
                invocation.input(),
                request.limits()));
    ProcessTree tree = new ProcessTree(id, process.pid());
    if (!paths.stillHold()) {
      abandon(process, tree);
      throw failed(
          created,
          command,
          new IOException("the working directory is another one by now"),
          "The working directory went, or changed, while the session was launched.");
    }
    try {
      return own(created, process, tree, invocation);
    } catch (ChangeWithdrawnException e) {
      abandon(process, tree);
      throw failed(created, command, e, "The ledger could not take the session in time.");
    } catch (SQLException | InterruptedException | RuntimeException e) {
      abandon(process, tree);
      throw e;
    }
  }

  /** Before anything has begun: what is not written in time can be refused as if it never came. */
  private StoredSession insert(NewSession row, RecordedRequest request, Deadline deadline)
      throws SQLException, InterruptedException {
    try {
      Duration left = Duration.ofNanos(Math.max(0, deadline.remainingNanos()));
      return writer
          .commitWithin(
              transaction ->
                  transaction.session(row.id()).isPresent()
                      ? Optional.<StoredSession>empty()
                      : Optional.of(transaction.insert(row, request)),
              left)
          .orElseThrow(() -> Refusals.taken(row.id()));
    } catch (ChangeWithdrawnException e) {
      throw writer.isDraining() ? draining() : notInTime();
    }
  }

  /** What a launch is answered that the ledger did not take in time. */
  ApiException notInTime() {
    return Refusals.notInTime("The session was not launched", writer);
  }

  /** What a launch is answered that comes too late. */
  static ApiException draining() {
    return new ApiException(ErrorCode.RUNTIME_UNAVAILABLE, "The daemon is shutting down.")
        .with("reason", Reason.DRAINING.wire());
  }

  /** Read at each launch, so that what the user has changed counts at once. */
  private Map<String, String> variables(String id, Invocation.Input input) {
    try {
      return environment.forSession(id, input instanceof Invocation.Input.Terminal);
    } catch (EnvironmentFileException e) {
      // Names the user's file and the line in it, and never what stands there.
      throw ApiException.invalid(
          Reason.ENVIRONMENT_INVALID, e.getMessage() + ". Mend it, then launch again.");
    }
  }

  private NewSession row(String id, LaunchRequest request, LaunchPaths paths, String digest) {
    return new NewSession(
        id,
        paths.root().toString(),
        request.harness(),
        redactor.text(request.effectiveTitle()),
        request.effectiveConversationId(),
        request.labels(),
        request.visibility(),
        digest,
        instanceId);
  }

  private HarnessProcess spawn(StoredSession created, HarnessStart start)
      throws SQLException, InterruptedException {
    try {
      return starter.start(start);
    } catch (IOException | RuntimeException | LinkageError e) {
      // A native library that is missing is a LinkageError, and leaves a row behind all the same.
      throw failed(created, start.command(), e, "The harness could not be started.");
    }
  }

  /** Nobody owns the process yet, and nobody will. */
  private static void abandon(HarnessProcess process, ProcessTree tree)
      throws InterruptedException {
    tree.terminate();
    try {
      process.close();
    } catch (IOException e) {
      LOG.warn(
          LogLine.of("process was not given back").with("pid", process.pid()).with("cause", e));
    }
  }

  private ApiException failed(
      StoredSession created, List<String> command, Throwable cause, String message)
      throws SQLException, InterruptedException {
    String id = created.record().id();
    // Not taken back when it takes long: the row must end, if only after the answer.
    writer.commitEventually(
        transaction -> transaction.end(created.key(), SessionStatus.FAILED, null),
        EventWriter.ANSWER_LIMIT);
    LOG.error(
        LogLine.of("spawn failed")
            .with("session", id)
            .with("harness", created.record().harness())
            .with("program", command.getFirst())
            .with("code", ErrorCode.LAUNCH_FAILED.wire())
            .with("cause", cause.getMessage()));
    return new ApiException(ErrorCode.LAUNCH_FAILED, message).with("sessionId", id);
  }

  private LiveSession own(
      StoredSession created, HarnessProcess process, ProcessTree tree, Invocation invocation)
      throws SQLException, InterruptedException {
    // A harness that has exited already has no start to read; then no later process has it either.
    String processStart =
        ProcessIdentity.of(process.pid()).map(ProcessIdentity::start).orElse("exited");
    StoredSession running =
        writer.commitWithin(
            transaction -> {
              if (process.handover().isPresent()) {
                transaction.handOver(created.key(), process.handover().get());
              }
              return transaction.running(created.key(), process.pid(), processStart);
            },
            EventWriter.ANSWER_LIMIT);
    LOG.info(
        LogLine.of("session launched")
            .with("session", running.record().id())
            .with("harness", running.record().harness())
            .with("pid", process.pid()));
    return new LiveSession(
        running,
        process,
        tree,
        invocation.input(),
        writer,
        SessionRedactors.fresh(redactor),
        instanceId);
  }
}
