package dev.coven.supervise;

import dev.coven.templates.InvalidServiceSpecException;
import java.util.List;
import java.util.Optional;

/**
 * What goes into a unit: what is remembered of the instance stays, what a flag changes is changed,
 * and what is not known yet comes from the caller.
 */
final class Baking {
  private final ServiceContext context;
  private final ServiceManager manager;
  private final Target target;

  Baking(ServiceContext context, ServiceManager manager, Target target) {
    this.context = context;
    this.manager = manager;
    this.target = target;
  }

  /** For a start: the PATH that was baked in stays. */
  Instance again(StartOptions options) {
    Optional<Instance> known = target.remembered();
    return new Instance(
        target.home().directory(),
        manager.name(),
        options.headless() || known.map(Instance::headless).orElse(false),
        options.searchPath().or(() -> known.map(Instance::searchPath)).orElseGet(this::callersPath),
        known.map(Instance::lingerByUs).orElse(false),
        known.map(Instance::unitDigest).orElse(""));
  }

  /** For a restart: the PATH is the caller's, unless a harness would be lost by it. */
  Instance anew(StartOptions options) {
    Instance instance = again(options);
    if (options.searchPath().isPresent() || target.remembered().isEmpty()) {
      return instance;
    }
    SearchPath now = SearchPath.of(context.environment().get("PATH"));
    List<String> lost =
        KnownHarnesses.available(target.home().socket()).stream()
            .filter(program -> !now.finds(program))
            .toList();
    if (lost.isEmpty()) {
      return instance.withSearchPath(callersPath());
    }
    context
        .say()
        .accept(
            "The daemon keeps its PATH: with this shell's it would not find "
                + String.join(", ", lost)
                + " any more. To set one: --path PATH");
    return instance;
  }

  /**
   * The unit for an instance.
   *
   * @throws ServiceException when something in it cannot be written into a unit
   */
  String render(Instance instance) throws ServiceException {
    ServicePlan plan =
        ServicePlan.of(
            context.name(),
            instance,
            StableLauncher.find(context.launcher(), context.image()),
            context.environment());
    try {
      return manager.render(plan.spec());
    } catch (InvalidServiceSpecException e) {
      throw new ServiceException("No unit can be written: " + e.getMessage(), null);
    }
  }

  private String callersPath() {
    SearchPath path = SearchPath.of(context.environment().get("PATH"));
    if (!path.dropped().isEmpty()) {
      context
          .say()
          .accept("Left out of the daemon's PATH: " + String.join(", ", path.dropped()) + ".");
    }
    return path.value();
  }
}
