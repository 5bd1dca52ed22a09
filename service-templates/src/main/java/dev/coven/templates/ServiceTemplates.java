package dev.coven.templates;

import freemarker.cache.NullCacheStorage;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateMethodModelEx;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the files that a supervisor reads. Each begins with a {@link UnitMark} and ends in a
 * newline; equal specifications give equal text. Any number of threads may use one instance.
 */
public final class ServiceTemplates {
  private final Configuration configuration = strict();

  /**
   * The systemd service, for {@code <unit>.service} in a user's unit directory.
   *
   * @return the unit file's text, to be written as UTF-8
   */
  public String systemdService(ServiceSpec spec) {
    return render("systemd-service.ftl", spec);
  }

  /**
   * The systemd socket that goes with a service which is {@link ServiceSpec#socketActivated}, for
   * {@code <unit>.socket} in the same directory.
   *
   * @return the unit file's text, to be written as UTF-8
   */
  public String systemdSocket(ServiceSpec spec) {
    return render("systemd-socket.ftl", spec);
  }

  /**
   * The launchd property list, for {@code <label>.plist} in {@code ~/Library/LaunchAgents}.
   *
   * @return the property list as XML, to be written as UTF-8
   */
  public String launchdPlist(ServiceSpec spec) {
    return render("launchd-plist.ftl", spec);
  }

  private String render(String name, ServiceSpec spec) {
    try {
      var source = source(name);
      var model = model(spec);
      model.put("mark", UnitMark.of(spec.version(), source).text());
      var text = new StringWriter();
      new Template(name, source, configuration).process(model, text);
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("the template " + name + " could not be read", e);
    } catch (TemplateException e) {
      throw new IllegalStateException("the template " + name + " is wrong", e);
    }
  }

  private static String source(String name) throws IOException {
    try (var in = ServiceTemplates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program was packaged without " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** All that a template sees. Text, numbers, lists and maps: no bean's methods, no Java object. */
  private static Map<String, Object> model(ServiceSpec spec) {
    var budgets = spec.budgets();
    var model = new TreeMap<String, Object>();
    model.put("label", spec.label());
    model.put("unit", spec.unit());
    model.put("description", spec.description());
    model.put("program", spec.program());
    model.put("arguments", spec.arguments());
    model.put("environment", spec.environment());
    model.put("stateDirectory", spec.stateDirectory());
    model.put("logPath", spec.logPath());
    model.put("socketPath", spec.socketPath());
    model.put("headless", spec.headless());
    model.put("socketActivated", spec.socketActivated());

    model.put("restartDelay", timeSpan(budgets.restartDelay()));
    model.put("startTimeout", timeSpan(budgets.startTimeout()));
    model.put("stopTimeout", timeSpan(budgets.stopTimeout()));
    model.put("watchdog", timeSpan(budgets.watchdog()));
    model.put("startLimit", Budgets.START_LIMIT);
    model.put("startLimitInterval", timeSpan(Budgets.START_LIMIT_INTERVAL));
    model.put("openFiles", Budgets.OPEN_FILES);
    model.put("descriptorStore", Budgets.DESCRIPTOR_STORE);
    model.put("backlog", Budgets.BACKLOG);
    model.put("exitTimeOut", wholeSeconds(budgets.stopTimeout()));
    model.put("throttleInterval", wholeSeconds(Budgets.MINIMUM_RUN));

    model.put("command", UnitFormat.command(spec.program(), spec.arguments()));
    model.put("workingDirectory", UnitFormat.directory(spec.stateDirectory()));
    TemplateMethodModelEx word = words -> UnitFormat.word(words.getFirst().toString());
    model.put("word", word);
    return model;
  }

  /** As in {@code systemd.time(7)}, with its unit: {@code 100ms}, {@code 30s}. */
  private static String timeSpan(Duration span) {
    return span.toMillisPart() == 0 ? span.toSeconds() + "s" : span.toMillis() + "ms";
  }

  /** launchd takes integers: rounded up, because 0 would mean "never". */
  private static long wholeSeconds(Duration span) {
    return span.plusMillis(999).toSeconds();
  }

  /** Templates come from our jar, one at a time: no loader, no cache, nothing that guesses. */
  private static Configuration strict() {
    var version = Configuration.VERSION_2_3_34;
    var strict = new Configuration(version);
    strict.setObjectWrapper(new SimpleObjectWrapper(version));
    strict.setTemplateLoader(null);
    strict.setCacheStorage(NullCacheStorage.INSTANCE);
    strict.setRegisteredCustomOutputFormats(List.of(UnitFormat.INSTANCE));
    strict.setInterpolationSyntax(Configuration.DOLLAR_INTERPOLATION_SYNTAX);
    strict.setTagSyntax(Configuration.ANGLE_BRACKET_TAG_SYNTAX);
    strict.setLocale(Locale.ROOT);
    strict.setNumberFormat("c");
    strict.setBooleanFormat("c");
    strict.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    strict.setLogTemplateExceptions(false);
    strict.setWrapUncheckedExceptions(true);
    strict.setFallbackOnNullLoopVariable(false);
    strict.setAPIBuiltinEnabled(false);
    strict.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    return strict;
  }
}
