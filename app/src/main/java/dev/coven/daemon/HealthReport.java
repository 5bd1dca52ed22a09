package dev.coven.daemon;

import dev.coven.contract.Api;
import dev.coven.contract.ConfigHealth;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.EventWriterHealth;
import dev.coven.contract.Health;
import dev.coven.daemonology.Component;
import dev.coven.daemonology.Composition;
import dev.coven.daemonology.Stall;
import dev.coven.home.CovenVersion;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.StorageSampler;
import dev.coven.session.Sessions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Gathers what health says from the parts that know it. */
final class HealthReport {
  private final DaemonIdentity identity;
  private final String instanceId;
  private final InstantSource clock;
  private final EventWriter writer;
  private final StorageSampler storage;
  private final Supervisor supervisor;
  private final Sessions sessions;
  private final ConfigHealth config;
  private final Supplier<List<Stall>> stalls;

  HealthReport(
      DaemonIdentity identity,
      String instanceId,
      InstantSource clock,
      EventWriter writer,
      StorageSampler storage,
      Supervisor supervisor,
      Sessions sessions,
      ConfigHealth config,
      Supplier<List<Stall>> stalls) {
    this.identity = identity;
    this.instanceId = instanceId;
    this.clock = clock;
    this.writer = writer;
    this.storage = storage;
    this.supervisor = supervisor;
    this.sessions = sessions;
    this.config = config;
    this.stalls = stalls;
  }

  /** Health as it is now; touches neither disk nor network. */
  Health of(Composition parts) {
    EventWriterHealth figures = writer.health();
    Map<String, Health.Component> components = new LinkedHashMap<>();
    List<Stall> standing = stalls.get();
    for (Component part : parts.components().values()) {
      components.put(
          part.name(),
          new Health.Component(part.status().toString(), trouble(part, standing).orElse(null)));
    }
    boolean ok =
        parts.failure().isEmpty()
            && standing.isEmpty()
            && figures.state() != EventWriterHealth.State.FAILED;
    return new Health(
        ok,
        Api.VERSION,
        CovenVersion.get(),
        identity,
        // Whole seconds, as the wire has it: then health is equal while nothing has happened.
        Duration.ofSeconds(Duration.between(identity.startedAt(), clock.instant()).toSeconds()),
        instanceId,
        supervisor.kind().word(),
        OptionalLong.of(sessions.liveCount()),
        sessions.handover(),
        figures,
        storage.latest(),
        config,
        components);
  }

  private Optional<String> trouble(Component part, List<Stall> standing) {
    return part.failure()
        .map(Throwable::toString)
        .or(() -> standing.stream().filter(at(part)).map(Stall::message).findFirst())
        .or(() -> part.name().equals(writer.name()) ? writer.trouble() : Optional.empty());
  }

  private static Predicate<Stall> at(Component part) {
    return stall -> stall.part().equals(part.name());
  }
}
