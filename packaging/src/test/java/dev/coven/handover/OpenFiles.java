package dev.coven.handover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the processes of sessions hold open: their own terminal or pipes, and nothing of others. */
final class OpenFiles {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern TERMINAL = Pattern.compile("/dev/pts/[0-9]+");
  private static final Pattern PIPE = Pattern.compile("pipe:\\[[0-9]+]");

  private final Path home;
  private final Path program;

  /**
   * A check.
   *
   * @param home the COVEN_HOME
   * @param program the harness, which its shell holds open
   */
  OpenFiles(Path home, Path program) {
    this.home = home;
    this.program = program;
  }

  /**
   * Requires it of all processes that live.
   *
   * @return how many processes were looked at
   * @throws AssertionError when a session has none, or one holds what it should not
   */
  int require(List<Talk> talks) throws IOException {
    Map<String, Talk> byWord = new HashMap<>();
    talks.forEach(talk -> byWord.put("COVEN_SESSION_ID=" + talk.tag(), talk));
    Map<Talk, Set<String>> owned = new HashMap<>();
    int count = 0;
    for (Path process : processes()) {
      Talk talk = byWord.get(sessionOf(process));
      if (talk != null) {
        owned.computeIfAbsent(talk, _ -> new HashSet<>()).addAll(open(process, talk));
        count++;
      }
    }
    Map<String, Talk> owners = new HashMap<>();
    for (Talk talk : talks) {
      Set<String> its = owned.getOrDefault(talk, Set.of());
      if (its.isEmpty() || talk.onTerminal() && its.size() > 1) {
        throw new AssertionError(talk + " has open: " + its);
      }
      for (String each : its) {
        Talk other = owners.put(each, talk);
        if (other != null) {
          throw new AssertionError(talk + " and " + other + " share " + each);
        }
      }
    }
    return count;
  }

  private static List<Path> processes() throws IOException {
    try (Stream<Path> all = Files.list(PROC)) {
      return all.filter(each -> Character.isDigit(each.getFileName().toString().charAt(0)))
          .toList();
    }
  }

  private static String sessionOf(Path process) throws IOException {
    try {
      byte[] environment = Files.readAllBytes(process.resolve("environ"));
      return Stream.of(new String(environment, StandardCharsets.UTF_8).split("\0"))
          .filter(each -> each.startsWith("COVEN_SESSION_ID="))
          .findFirst()
          .orElse("");
    } catch (NoSuchFileException | AccessDeniedException other) {
      return ""; // It has ended, or is another user's.
    } catch (IOException ended) {
      return ""; // The kernel says ESRCH of a process that ends while it is read.
    }
  }

  /** The terminals and pipes that a process has open. */
  private Set<String> open(Path process, Talk talk) throws IOException {
    Set<String> its = new HashSet<>();
    for (Path descriptor : descriptors(process)) {
      String target = target(descriptor);
      Pattern own = talk.onTerminal() ? TERMINAL : PIPE;
      if (own.matcher(target).matches()) {
        its.add(target);
      } else if (!isHarmless(target, talk)) {
        throw new AssertionError(talk + ": " + descriptor + " is " + target);
      }
    }
    return its;
  }

  private static List<Path> descriptors(Path process) throws IOException {
    try (Stream<Path> all = Files.list(process.resolve("fd"))) {
      return all.toList();
    } catch (NoSuchFileException ended) {
      return List.of();
    }
  }

  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException closed) {
      return "";
    }
  }

  private boolean isHarmless(String target, Talk talk) {
    // The prompt of a session between pipes is a file of its own.
    Path directory = home.resolve("sessions").resolve(talk.tag());
    return target.isEmpty()
        // What a program of the system reads itself while it starts: libraries, tables of
        // characters. The daemon under test lies elsewhere.
        || target.startsWith("/usr/")
        || target.startsWith("/etc/")
        || target.equals("/dev/null")
        || target.equals(program.toString())
        || !talk.onTerminal() && Path.of(target.replace(" (deleted)", "")).startsWith(directory);
  }
}
