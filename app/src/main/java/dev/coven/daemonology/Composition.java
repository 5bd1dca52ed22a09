package dev.coven.daemonology;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Several daemons under one: started in order, shut down in reverse.
 *
 * <p>If a part does not start, those that run are shut down in reverse, and the composition stays
 * Stopped; since parts that ran never start again, another attempt needs new parts. A shutdown goes
 * through every part that runs, whatever the others threw. The failure of a part is the failure of
 * the composition by the time the part's {@link ContractDaemon#fail} returns.
 *
 * <p>The parts belong to the composition: nobody else starts them or shuts them down. Interrupting
 * the thread that starts it gives the start up, between two parts at the latest.
 */
public final class Composition extends ContractDaemon {
  private final List<ContractDaemon> parts;

  /**
   * A composition on the system's clock.
   *
   * @param name see {@link #name}
   * @param parts the parts in the order of start
   * @throws IllegalArgumentException if two parts have the same name
   * @throws IllegalStateException if a part belongs to another composition
   */
  public Composition(String name, List<? extends ContractDaemon> parts) {
    this(name, InstantSource.system(), parts);
  }

  /**
   * A composition.
   *
   * @param name see {@link #name}
   * @param clock where the journal's times come from
   * @param parts the parts in the order of start
   * @throws IllegalArgumentException if two parts have the same name
   * @throws IllegalStateException if a part belongs to another composition
   */
  public Composition(String name, InstantSource clock, List<? extends ContractDaemon> parts) {
    super(name, clock);
    this.parts = List.copyOf(parts);
    if (components().size() < this.parts.size()) {
      throw new IllegalArgumentException(name + " has parts of the same name: " + this.parts);
    }
    this.parts.forEach(part -> part.chronicle().join(chronicle()));
  }

  /** How each part stands, by name, in the order of start. */
  public SequencedMap<String, Component> components() {
    SequencedMap<String, Component> components = new LinkedHashMap<>();
    for (ContractDaemon part : parts) {
      components.put(part.name(), part.chronicle().component());
    }
    return components;
  }

  @Override
  protected void onStart() throws Exception {
    for (ContractDaemon part : parts) {
      if (Thread.interrupted()) {
        throw new InterruptedException(name() + " was interrupted before " + part.name());
      }
      part.start();
      own(part::shutdownAsPart);
    }
  }

  /** Nothing: the parts are owned, and owned things go in reverse. */
  @Override
  protected void onShutdown() {}
}
