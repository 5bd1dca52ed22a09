package dev.coven.launchd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The supervisor itself: the owner of all state of the double, and its one lock. */
final class Supervisor {
  private static final Pattern SERVICE = Pattern.compile("(gui|user)/[0-9]+/[^/]+");

  private final Ticker time;
  private final Programs programs;
  private final Map<String, Domain> domains = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private Dialect dialect = Dialect.USUAL;

  Supervisor(Ticker time, Programs programs) {
    this.time = time;
    this.programs = programs;
  }

  Ticker time() {
    return time;
  }

  Programs programs() {
    return programs;
  }

  synchronized Dialect dialect() {
    return dialect;
  }

  synchronized void speak(Dialect next) {
    dialect = next;
  }

  /** What a caller did that it must not. */
  synchronized void violation(String what) {
    violations.add(what);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized void add(String domain) {
    domains.put(domain, new Domain(this, domain));
  }

  /** Does something when an event comes from outside, if it still matters. */
  synchronized void later(BooleanSupplier matters, Runnable task) {
    if (matters.getAsBoolean()) {
      task.run();
    }
  }

  synchronized <T> T ask(String domain, Function<Domain, T> question) {
    return question.apply(domains.get(domain));
  }

  synchronized void tell(String domain, Consumer<Domain> order) {
    order.accept(domains.get(domain));
  }

  /** Does what launchctl would. */
  synchronized Reply launchctl(List<String> words) {
    if (words.contains("--wait")) {
      violation("--wait, which is not documented: " + words);
      return Reply.error(64, "Unrecognized option --wait");
    }
    if (words.isEmpty()) {
      violation("no subcommand");
      return Reply.error(64, "Usage: launchctl <subcommand> ...");
    }
    String first = words.size() > 1 ? words.get(1) : "";
    return switch (words.getFirst()) {
      case "bootstrap" -> {
        if (words.size() != 3) {
          yield misused(words);
        }
        yield inDomain(first, domain -> domain.bootstrap(Path.of(words.get(2))));
      }
      case "bootout" -> alone(words, onService(first, Domain::bootout));
      case "kickstart" -> alone(words, onService(first, Domain::kickstart));
      case "enable" -> alone(words, onService(first, Supervisor::enable));
      case "print-disabled" -> alone(words, inDomain(first, this::printDisabled));
      case "print" ->
          alone(
              words,
              first.chars().filter(it -> it == '/').count() < 2
                  ? inDomain(first, Domain::print)
                  : onService(first, Supervisor::print));
      default -> misused(words);
    };
  }

  private Reply misused(List<String> words) {
    violation("a subcommand or option that is not to be used: " + words);
    return Reply.error(64, "Usage");
  }

  private Reply alone(List<String> words, Reply reply) {
    return words.size() == 2 ? reply : misused(words);
  }

  private Reply inDomain(String name, Function<Domain, Reply> command) {
    Domain domain = domains.get(name);
    if (domain == null) {
      return Reply.error(64, "Unrecognized target specifier: " + name);
    }
    return domain.isPresent() ? command.apply(domain) : noDomain();
  }

  private Reply noDomain() {
    return dialect.noDomain() == 112
        ? Reply.error(112, "Could not find domain")
        : Reply.error(125, "Domain does not support specified action");
  }

  @FunctionalInterface
  private interface OnService {
    Reply apply(Domain domain, String label);
  }

  private Reply onService(String target, OnService command) {
    int slash = target.lastIndexOf('/');
    // A bare domain would log the user out; a path has other exit codes.
    if (!SERVICE.matcher(target).matches()) {
      violation("not DOMAIN/LABEL: " + target);
      return Reply.error(64, "Unrecognized target specifier: " + target);
    }
    return inDomain(
        target.substring(0, slash), domain -> command.apply(domain, target.substring(slash + 1)));
  }

  private static Reply enable(Domain domain, String label) {
    domain.disabled().remove(label);
    return Reply.OK;
  }

  private static Reply print(Domain domain, String label) {
    return domain
        .job(label)
        .map(job -> Reply.told(PrintFormat.of(domain, job)))
        .orElseGet(
            () ->
                Reply.error(
                    113, "Could not find service \"" + label + "\" in domain " + domain.name()));
  }

  private Reply printDisabled(Domain domain) {
    StringBuilder out = new StringBuilder("\n\tdisabled services = {\n");
    out.append("\t\t\"com.apple.example\" => ").append(dialect.truthWords() ? "false" : "enabled");
    domain
        .disabled()
        .forEach(
            label ->
                out.append("\n\t\t\"")
                    .append(label)
                    .append("\" => ")
                    .append(dialect.truthWords() ? "true" : "disabled"));
    // A second block, whose entries are no overrides.
    out.append("\n\t}\n\tlogin item associations = {\n\t\t\"dev.coven.daemon\" => disabled\n\t}\n");
    return Reply.told(out.toString());
  }
}
