package dev.coven.daemon;

import dev.coven.contract.Api;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.EventWriterHealth;
import dev.coven.contract.Health;
import dev.coven.daemonology.Component;
import dev.coven.daemonology.Composition;
import dev.coven.home.CovenVersion;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.StorageSampler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers what health says from the parts that know it. */
final class HealthReport {
  private final DaemonIdentity identity;
  private final String instanceId;
  private final InstantSource clock;
  private final EventWriter writer;
  private final StorageSampler storage;

  HealthReport(
      DaemonIdentity identity,
      String instanceId,
      InstantSource clock,
      EventWriter writer,
      StorageSampler storage) {
    this.identity = identity;
    this.instanceId = instanceId;
    this.clock = clock;
    this.writer = writer;
    this.storage = storage;
  }

  /** Health as it is now; touches neither disk nor network. */
  Health of(Composition parts) {
    EventWriterHealth figures = writer.health();
    Map<String, Health.Component> components = new LinkedHashMap<>();
    for (Component part : parts.components().values()) {
      String failure = part.failure().map(Throwable::toString).orElse(null);
      if (failure == null && part.name().equals(writer.name())) {
        failure = writer.trouble().orElse(null);
      }
      components.put(part.name(), new Health.Component(part.status().toString(), failure));
    }
    boolean ok = parts.failure().isEmpty() && figures.state() != EventWriterHealth.State.FAILED;
    return new Health(
        ok,
        Api.VERSION,
        CovenVersion.get(),
        identity,
        Duration.between(identity.startedAt(), clock.instant()),
        instanceId,
        "none",
        figures,
        storage.latest(),
        components);
  }
}
