package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.templates.ServiceSpec;
import java.util.List;
import java.util.TreeMap;

/**
 * What is to be installed for an instance: everything that stands in its unit comes from here.
 *
 * @param name the instance
 * @param instance its home, its program, its PATH, who keeps it
 * @param stateHome the caller's XDG_STATE_HOME, where both look for notes; empty for the default
 */
record ServicePlan(InstanceName name, Instance instance, String stateHome) {
  /** The plan as the templates take it. */
  ServiceSpec spec() {
    CovenHome home = new CovenHome(instance.home());
    TreeMap<String, String> baked = new TreeMap<>();
    baked.put(CovenHome.VARIABLE, home.directory().toString());
    baked.put("COVEN_INSTANCE", name.value());
    baked.put("COVEN_SUPERVISOR", instance.supervisor());
    baked.put("LANG", instance.language());
    baked.put("PATH", instance.searchPath());
    if (!stateHome.isEmpty()) {
      baked.put("XDG_STATE_HOME", stateHome);
    }
    return ServiceSpec.builder()
        .label(name.label())
        .unit(name.unit())
        .description("Coven, keeper of coding-agent sessions" + suffix())
        .program(instance.launcher())
        .arguments(List.of("daemon", "serve"))
        .environment(baked)
        .stateDirectory(home.directory().toString())
        .logPath(home.startLog().toString())
        .socketPath(home.socket().toString())
        .version(CovenVersion.get())
        .headless(instance.headless())
        .socketActivated(true)
        .build();
  }

  private String suffix() {
    return name.isDefault() ? "" : " (" + name.value() + ")";
  }
}
