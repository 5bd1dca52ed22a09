package dev.coven.handover;

import com.google.gson.JsonObject;
import dev.coven.torture.Printed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/**
 * What one harness says: numbered lines of {@link Printed} in bursts, until {@link #STOP} exists,
 * then how many they were. On a terminal it also repeats each line that is typed, until that is
 * {@link #LAST}.
 *
 * @param tag tells it from others; also its session's id
 * @param seed where its lines begin
 * @param burst how many lines it prints ten times a second
 * @param exit its exit code
 * @param onTerminal else between pipes, where nothing can be typed
 */
record Talk(String tag, int seed, int burst, int exit, boolean onTerminal) {
  /** Codex' adapter takes a prompt as its last argument on a terminal, else as its input. */
  static final String HARNESS = "codex";

  /** The file in the user's HOME that ends all printing. */
  static final String STOP = "talk-stop";

  /** The line that ends the repeating. */
  static final String LAST = "end";

  /** Each line is one write, so that none has another one within it. */
  private static final String SCRIPT =
      """
      #!/bin/sh
      # A shell tells there how its children ended, and that is no part of the talk.
      exec 2>/dev/null
      for prompt; do :; done
      [ "$prompt" != - ] || read -r prompt
      set -- $prompt
      talk() {
        awk -v tag="$1" -v seed="$2" -v burst="$3" -v stop="$HOME/%s" 'BEGIN {
      %s
          for (x = seed; ; ) {
            for (i = 0; i < burst; i++) {
              %s
              fflush()
              n++
            }
            if (system("sleep 0.1; test -e " stop) == 0) {
              break
            }
          }
          printf "over %%d\\n", n
        }'
      }
      if [ -t 0 ]; then
        stty -echo
        talk "$@" &
        while read -r word && [ "$word" != %s ]; do
          echo "heard $word"
        done
        wait
      else
        talk "$@"
      fi
      exit "$4"
      """
          .formatted(STOP, Printed.awkWords(), Printed.awkLine(), LAST);

  /** Makes {@link #HARNESS} a program in a directory of the daemon's PATH. */
  static void install(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path program = Files.writeString(directory.resolve(HARNESS), SCRIPT);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Asks for its session. */
  JsonObject request(Path project) {
    JsonObject request = new JsonObject();
    request.addProperty("id", tag);
    request.addProperty("projectRoot", project.toString());
    request.addProperty("harness", HARNESS);
    request.addProperty("prompt", "%s %d %d %d".formatted(tag, seed, burst, exit));
    request.addProperty("launchMode", onTerminal ? "interactive" : "nonInteractive");
    return request;
  }

  /** What it prints without being asked. */
  Printed printed() {
    EnumSet<Printed.Manner> manners = EnumSet.noneOf(Printed.Manner.class);
    if (onTerminal) {
      manners.add(Printed.Manner.TERMINAL);
    }
    return new Printed(tag, seed, Printed.ENDLESS, exit, manners);
  }
}
