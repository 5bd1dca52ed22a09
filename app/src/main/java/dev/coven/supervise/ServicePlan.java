package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.templates.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be installed for an instance: everything that stands in its unit comes from here.
 *
 * @param name the instance
 * @param instance its home, its PATH, who keeps it
 * @param launcher the stable path of the program
 * @param language the locale of its harnesses, UTF-8
 * @param stateHome the caller's XDG_STATE_HOME, where both look for notes; empty for the default
 */
record ServicePlan(
    InstanceName name, Instance instance, Path launcher, String language, String stateHome) {
  private static final String FALLBACK_LANGUAGE = "C.UTF-8";

  /** A plan with the caller's locale, if that is UTF-8. */
  static ServicePlan of(
      InstanceName name, Instance instance, Path launcher, Map<String, String> environment) {
    String language = environment.getOrDefault("LANG", "");
    boolean usable = language.matches("[A-Za-z0-9_@.-]+\\.(?i:utf-?8)(@[A-Za-z]+)?");
    String stateHome = environment.getOrDefault("XDG_STATE_HOME", "");
    return new ServicePlan(
        name,
        instance,
        launcher,
        usable ? language : FALLBACK_LANGUAGE,
        stateHome.startsWith("/") ? stateHome : "");
  }

  /** The plan as the templates take it. */
  ServiceSpec spec() {
    CovenHome home = new CovenHome(instance.home());
    TreeMap<String, String> baked = new TreeMap<>();
    baked.put(CovenHome.VARIABLE, home.directory().toString());
    baked.put("COVEN_INSTANCE", name.value());
    baked.put("COVEN_SUPERVISOR", instance.supervisor());
    baked.put("LANG", language);
    baked.put("PATH", instance.searchPath());
    if (!stateHome.isEmpty()) {
      baked.put("XDG_STATE_HOME", stateHome);
    }
    return ServiceSpec.builder()
        .label(name.label())
        .unit(name.unit())
        .description("Coven, keeper of coding-agent sessions" + suffix())
        .program(launcher.toString())
        .arguments(List.of("daemon", "serve"))
        .environment(baked)
        .stateDirectory(home.directory().toString())
        .logPath(home.startLog().toString())
        .socketPath(home.socket().toString())
        .version(CovenVersion.get())
        .headless(instance.headless())
        .build();
  }

  private String suffix() {
    return name.isDefault() ? "" : " (" + name.value() + ")";
  }
}
