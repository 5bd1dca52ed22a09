package dev.coven.diagnose;

import dev.coven.supervise.Instance;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether names beyond ASCII survive, in Coven itself and in what it launches. */
final class LocaleCheck implements Check {
  private final Scene scene;

  LocaleCheck(Scene scene) {
    this.scene = scene;
  }

  @Override
  public String subject() {
    return "environment.locale";
  }

  @Override
  public List<CheckResult> look() throws Exception {
    List<CheckResult> results = new ArrayList<>();
    results.add(own(System.getProperty("sun.jnu.encoding", "")));
    Optional<Instance> instance =
        scene.isServicesHome() ? scene.service().target().remembered() : Optional.empty();
    String language =
        instance.map(Instance::language).orElseGet(() -> effective(scene.environment()));
    results.add(harnesses(language));
    return results;
  }

  static CheckResult own(String encoding) {
    boolean good =
        Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    return good
        ? CheckResult.pass("environment.encoding", "Names of files are UTF-8 here.")
        : CheckResult.fail(
            "environment.encoding",
            "Names of files are " + encoding + " here: those beyond ASCII cannot be found.",
            "export LC_ALL=C.UTF-8");
  }

  static CheckResult harnesses(String language) {
    String upper = language.toUpperCase(Locale.ROOT);
    boolean good = upper.contains("UTF-8") || upper.contains("UTF8");
    return good
        ? CheckResult.pass("environment.locale", "Harnesses get LANG=" + language + ".")
        : CheckResult.warn(
            "environment.locale",
            "Harnesses get "
                + (language.isEmpty() ? "no LANG" : "LANG=" + language)
                + ", in which they may garble what is beyond ASCII.",
            "export LANG=C.UTF-8 && coven daemon restart");
  }

  private static String effective(Map<String, String> environment) {
    // As a harness gets it, without LANG the daemon gives it this one.
    return environment.getOrDefault("LANG", "C.UTF-8");
  }
}
