package dev.coven.launchd;

import java.util.Locale;

/** The text of {@code launchctl print} of a service, with blocks that repeat its keys. */
final class PrintFormat {
  private PrintFormat() {}

  static String of(Domain domain, Job job) {
    JobPlist plist = job.plist();
    StringBuilder out = new StringBuilder();
    out.append(domain.name()).append('/').append(plist.label()).append(" = {\n");
    line(out, "active count", job.pid().isPresent() ? "1" : "0");
    line(out, "path", plist.file().toString());
    line(out, "type", "LaunchAgent");
    // Before the service's own, so that whoever reads nested lines reads these.
    out.append("\tendpoints = {\n\t\t\"com.apple.example\" = {\n");
    out.append("\t\t\tport = 0x1d03\n\t\t\tactive = 0\n\t\t}\n");
    out.append("\t\tstate = active\n\t\tpid = 1\n\t\truns = 77\n\t\tlast exit code = 99\n\t}\n");
    line(out, "state", job.state().words);
    out.append('\n');
    line(out, "program", plist.arguments().getFirst());
    out.append("\targuments = {\n");
    plist.arguments().forEach(it -> out.append("\t\t").append(it).append('\n'));
    out.append("\t}\n\n");
    line(out, "working directory", plist.workingDirectory().toString());
    line(out, "stdout path", plist.output().toString());
    line(out, "stderr path", plist.errors().toString());
    out.append("\tenvironment = {\n");
    plist
        .environment()
        .forEach(
            (name, value) ->
                out.append("\t\t").append(name).append(" => ").append(value).append('\n'));
    out.append("\t\tXPC_SERVICE_NAME => ").append(plist.label()).append("\n\t}\n\n");
    line(out, "domain", domain.name() + " [100005]");
    line(out, "asid", "100005");
    line(out, "minimum runtime", Long.toString(plist.throttle().toSeconds()));
    line(out, "exit timeout", Long.toString(plist.exitTimeOut().toSeconds()));
    line(out, "runs", Long.toString(job.runs()));
    job.pid().ifPresent(pid -> line(out, "pid", Long.toString(pid)));
    line(out, "immediate reason", "speculative");
    line(out, "forks", "0");
    out.append('\t')
        .append(job.lastExit().map(Exit::line).orElse("last exit code = (never exited)"))
        .append("\n\n");
    line(out, "spawn type", "interactive (4)");
    line(out, "properties", "keepalive | runatload".toLowerCase(Locale.ROOT));
    return out.append("}\n").toString();
  }

  private static void line(StringBuilder out, String key, String value) {
    out.append('\t').append(key).append(" = ").append(value).append('\n');
  }
}
