package dev.coven.templates;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Specifications to render: the plain one, and one of everything that a writer may get wrong. */
final class Specs {
  /** Both formats' special characters, and letters outside ASCII and the basic plane. */
  static final String NASTY =
      "o'b \"q\" 100% %h $HOME ${HOME} $$ \\n \\ & <x> &amp; ]]> # ; --> ü 日本 🦊";

  /** What was ever misread as something else than an argument, and what is none but for quotes. */
  static final List<String> NASTY_ARGUMENTS =
      List.of(
          NASTY,
          "",
          ";",
          "#x",
          "-e",
          "--",
          "$HOME",
          "${HOME}",
          "$$",
          "$",
          "%",
          "%%",
          "%n",
          "'",
          "\"",
          "\\",
          "\\;",
          "\\x41",
          "a=b",
          "  two  blanks  ",
          "*",
          "~",
          "@x",
          "+x",
          "!x",
          ":x",
          "|x",
          "ends in \\");

  private Specs() {}

  static ServiceSpec plain() {
    return ServiceSpec.builder()
        .label("dev.coven.daemon")
        .unit("coven")
        .description("Coven, which keeps coding-agent sessions")
        .program("/home/ada/.local/bin/coven")
        .arguments(List.of("daemon", "serve"))
        .environment(
            new TreeMap<>(
                Map.of(
                    "PATH", "/home/ada/.local/bin:/usr/local/bin:/usr/bin:/bin",
                    "COVEN_HOME", "/home/ada/.coven",
                    "COVEN_INSTANCE", "default",
                    "COVEN_SUPERVISOR", "systemd",
                    "LANG", "C.UTF-8")))
        .stateDirectory("/home/ada/.coven")
        .logPath("/home/ada/.coven/logs/supervisor.log")
        .socketPath("/home/ada/.coven/coven.sock")
        .version("0.1.0")
        .build();
  }

  static ServiceSpec nasty() {
    var home = "/home/" + NASTY.replace("/", "");
    return ServiceSpec.builder()
        .label("dev.coven.daemon.test_2")
        .unit("coven-test_2")
        .description(NASTY)
        .program(home + "/bin/coven")
        .arguments(NASTY_ARGUMENTS)
        .environment(
            new TreeMap<>(Map.of("PATH", home + "/bin:/bin", "EMPTY", "", "BLANKS", "  a  b  ")))
        .stateDirectory(home + "/ends in \\")
        .logPath(home + "/logs/daemon log ")
        .socketPath(home + "/s")
        .version("1.2.3-rc.1+build.5")
        .headless(true)
        .socketActivated(true)
        .build();
  }

  static List<ServiceSpec> all() {
    return List.of(
        plain(),
        plain().toBuilder().headless(true).socketActivated(true).build(),
        plain().toBuilder().arguments(List.of()).environment(new TreeMap<>()).build(),
        nasty());
  }
}
