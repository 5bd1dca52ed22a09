package dev.coven.supervise;

import dev.coven.templates.InvalidServiceSpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What goes into a unit: what is remembered of the instance stays, what a flag changes is changed,
 * and what is not known yet comes from the caller.
 */
final class Baking {
  private static final Pattern UTF8_LOCALE =
      Pattern.compile("[A-Za-z0-9_@.-]+\\.(?i:utf-?8)(@[A-Za-z]+)?");

  private static final String FALLBACK_LANGUAGE = "C.UTF-8";

  private final ServiceContext context;
  private final ServiceManager manager;
  private final Target target;

  Baking(ServiceContext context, ServiceManager manager, Target target) {
    this.context = context;
    this.manager = manager;
    this.target = target;
  }

  /** For a start: what was baked in stays, unless a flag changes it or it is gone. */
  Instance again(StartOptions options) throws ServiceException {
    Optional<Instance> known = target.remembered();
    Optional<String> launcher =
        known.map(Instance::launcher).filter(path -> Files.isExecutable(Path.of(path)));
    return new Instance(
        target.home().directory(),
        manager.name(),
        options.headless() || known.map(Instance::headless).orElse(false),
        launcher.isPresent() ? launcher.get() : callersLauncher(),
        known.map(Instance::language).filter(l -> !l.isEmpty()).orElseGet(this::callersLanguage),
        options.searchPath().or(() -> known.map(Instance::searchPath)).orElseGet(this::callersPath),
        known.map(Instance::lingerByUs).orElse(false),
        known.map(Instance::unitDigest).orElse(""));
  }

  /**
   * For a restart: from the caller; but the PATH stays if a harness would be lost by it.
   *
   * @param answers whether there is a daemon that can tell which harnesses it finds
   */
  Instance anew(StartOptions options, boolean answers) throws ServiceException {
    Instance instance = again(options);
    return new Instance(
        instance.home(),
        instance.supervisor(),
        instance.headless(),
        callersLauncher(),
        callersLanguage(),
        options.searchPath().isPresent() || target.remembered().isEmpty()
            ? instance.searchPath()
            : newPath(instance.searchPath(), answers),
        instance.lingerByUs(),
        instance.unitDigest());
  }

  private String newPath(String old, boolean answers) {
    SearchPath now = SearchPath.of(context.environment().get("PATH"));
    List<String> found = answers ? KnownHarnesses.available(target.home().socket()) : List.of();
    List<String> lost = found.stream().filter(program -> !now.finds(program)).toList();
    if (lost.isEmpty()) {
      return callersPath();
    }
    context
        .say()
        .accept(
            "The daemon keeps its PATH: with this shell's it would not find "
                + String.join(", ", lost)
                + " any more. To set one: --path PATH");
    return old;
  }

  /**
   * The unit for an instance.
   *
   * @throws ServiceException when something in it cannot be written into a unit
   */
  Definition render(Instance instance) throws ServiceException {
    String stateHome = context.environment().getOrDefault("XDG_STATE_HOME", "");
    ServicePlan plan =
        new ServicePlan(context.name(), instance, stateHome.startsWith("/") ? stateHome : "");
    try {
      return manager.render(plan.spec());
    } catch (InvalidServiceSpecException e) {
      throw new ServiceException("No unit can be written: " + e.getMessage(), null);
    }
  }

  private String callersLauncher() throws ServiceException {
    return StableLauncher.find(context.launcher(), context.image()).toString();
  }

  /** The caller's locale, if that is UTF-8: file names need it. */
  private String callersLanguage() {
    String language = context.environment().getOrDefault("LANG", "");
    return UTF8_LOCALE.matcher(language).matches() ? language : FALLBACK_LANGUAGE;
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
