package dev.coven.launchd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The double keeps to what is known of launchd: the table of exit codes, row by row. */
@Timeout(60)
class LaunchdDoubleTest {
  private static final String DOMAIN = "gui/501";
  private static final String LABEL = "com.example.job";
  private static final String TARGET = DOMAIN + "/" + LABEL;

  @TempDir private Path directory;
  private final FakeTime time = new FakeTime();
  private Path plist;
  private Path program;

  @BeforeEach
  void write() throws Exception {
    program = script("exec sleep 1000");
    plist = directory.resolve(LABEL + ".plist");
    write("");
  }

  @Test
  void anOrdinaryLife() throws Exception {
    try (var launchd = LaunchdDouble.pretended(directory, 501, time)) {
      assertEquals(113, code(launchd, "print", TARGET));
      assertEquals(0, code(launchd, "print", DOMAIN));
      assertEquals(3, code(launchd, "bootout", TARGET));
      assertEquals(113, code(launchd, "kickstart", TARGET));
      assertEquals(0, code(launchd, "bootstrap", DOMAIN, plist.toString()));
      assertEquals(5, code(launchd, "bootstrap", DOMAIN, plist.toString()));
      assertEquals(0, code(launchd, "kickstart", TARGET));
      assertEquals(1, launchd.runs(DOMAIN, LABEL));
      assertEquals(0, code(launchd, "bootout", TARGET));
      time.advance(Duration.ZERO);
      assertEquals(113, code(launchd, "print", TARGET));
      assertEquals(List.of("print", TARGET), launchd.calls().getFirst());
    }
  }

  @Test
  void drainingLabel() throws Exception {
    try (var launchd = LaunchdDouble.pretended(directory, 501, time)) {
      launchd.follow(Script.DEAF);
      launchd.load(DOMAIN, plist);
      assertEquals(0, code(launchd, "bootout", TARGET));
      assertEquals(36, code(launchd, "bootout", TARGET));
      assertEquals(0, code(launchd, "print", TARGET));
      assertEquals("SIGTERMed", launchd.state(DOMAIN, LABEL));
      assertEquals(37, code(launchd, "kickstart", TARGET));
      for (int busy : List.of(5, 37, 17)) {
        launchd.speak(Dialect.USUAL.withBusy(busy));
        assertEquals(busy, code(launchd, "bootstrap", DOMAIN, plist.toString()));
      }
      time.advance(Duration.ofMillis(4999));
      assertTrue(launchd.isLoaded(DOMAIN, LABEL));
      time.advance(Duration.ofMillis(1));
      assertFalse(launchd.isLoaded(DOMAIN, LABEL));
    }
  }

  @Test
  void switches() throws Exception {
    try (var launchd = LaunchdDouble.pretended(directory, 501, time)) {
      launchd.disable(DOMAIN, LABEL);
      for (int disabled : List.of(119, 5)) {
        launchd.speak(Dialect.USUAL.withDisabled(disabled));
        assertEquals(disabled, code(launchd, "bootstrap", DOMAIN, plist.toString()));
      }
      launchd.logout();
      for (int missing : List.of(125, 112)) {
        launchd.speak(Dialect.USUAL.withNoDomain(missing));
        assertEquals(missing, code(launchd, "bootstrap", DOMAIN, plist.toString()));
        assertEquals(missing, code(launchd, "print", DOMAIN));
      }
      assertEquals(134, code(launchd, "bootstrap", "user/501", plist.toString()));
      assertEquals(64, code(launchd, "bootstrap", "gui/abc", plist.toString()));
      launchd.speak(Dialect.USUAL.withKickstartUnloaded(3));
      assertEquals(3, code(launchd, "kickstart", "user/501/" + LABEL));
    }
  }

  @Test
  void overrideOutlivesLogout() throws Exception {
    try (var launchd = LaunchdDouble.pretended(directory, 501, time)) {
      launchd.disable(DOMAIN, LABEL);
      launchd.logout();
      launchd.login(directory);
      assertFalse(launchd.isLoaded(DOMAIN, LABEL));
      assertEquals(0, code(launchd, "enable", TARGET));
      launchd.logout();
      launchd.login(directory);
      assertTrue(launchd.isLoaded(DOMAIN, LABEL));
    }
  }

  @Test
  void minimumRunTime() throws Exception {
    try (var launchd = LaunchdDouble.pretended(directory, 501, time)) {
      launchd.load(DOMAIN, plist);
      time.advance(Duration.ofSeconds(3));
      launchd.end(DOMAIN, LABEL, Exit.code(1));
      time.advance(Duration.ofMillis(6999));
      assertEquals("spawn scheduled", launchd.state(DOMAIN, LABEL));
      time.advance(Duration.ofMillis(1));
      assertEquals("running", launchd.state(DOMAIN, LABEL));
      time.advance(Duration.ofSeconds(10));
      launchd.end(DOMAIN, LABEL, Exit.code(0));
      assertEquals("running", launchd.state(DOMAIN, LABEL));
      assertEquals(3, launchd.runs(DOMAIN, LABEL));
    }
  }

  @Test
  void editedPlistIsReadAtTheNextBootstrap() throws Exception {
    try (var launchd = LaunchdDouble.pretended(directory, 501, time)) {
      launchd.load(DOMAIN, plist);
      write("<key>EnvironmentVariables</key><dict><key>A</key><string>b</string></dict>");
      launchd.end(DOMAIN, LABEL, Exit.code(1));
      time.advance(Duration.ofSeconds(10));
      assertEquals(null, launchd.environment(DOMAIN, LABEL, "A"));
      code(launchd, "bootout", TARGET);
      time.advance(Duration.ZERO);
      launchd.load(DOMAIN, plist);
      assertEquals("b", launchd.environment(DOMAIN, LABEL, "A"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "load x",
        "unload x",
        "list",
        "bootout --wait gui/501/com.example.job",
        "bootout gui/501 /a.plist",
        "bootout gui/501",
        "kickstart -k gui/501/com.example.job",
        "disable gui/501/com.example.job",
        "remove x"
      })
  void misuseFailsTheTest(String words) throws Exception {
    var launchd = LaunchdDouble.pretended(directory, 501, time);
    assertNotEquals(0, code(launchd, words.split(" ")));
    var e = assertThrows(AssertionError.class, launchd::close);
    assertTrue(e.getMessage().contains("launchd was misused"), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>",
        "<key>EnablePressuredExit</key><true/>",
        "<key>LaunchOnlyOnce</key><true/>"
      })
  void harmfulPlistFailsTheTest(String keys) throws Exception {
    write(keys);
    var launchd = LaunchdDouble.pretended(directory, 501, time);
    launchd.load(DOMAIN, plist);
    assertThrows(AssertionError.class, launchd::close);
  }

  @Test
  void callersAtTheSameTimeGetTheirOwnAnswers() throws Exception {
    try (var launchd = LaunchdDouble.pretended(directory, 501, time);
        var callers = Executors.newFixedThreadPool(8)) {
      launchd.load(DOMAIN, plist);
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        var target = i % 2 == 0 ? TARGET : DOMAIN + "/com.example.other";
        calls.add(() -> code(launchd, "print", target));
      }
      var answers = callers.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertEquals(i % 2 == 0 ? 0 : 113, answers.get(i).get());
      }
    }
  }

  @Test
  void realProcessesAreKeptAlive() throws Exception {
    var log = directory.resolve("log");
    var fifo = directory.resolve("events");
    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    program = script("echo \"$$ $GREETING $PWD $(umask)\" >'" + fifo + "'; exec sleep 1000");
    write(
        "<key>EnvironmentVariables</key><dict><key>GREETING</key><string>hi</string></dict>"
            + "<key>ThrottleInterval</key><integer>1</integer>"
            + "<key>Umask</key><integer>63</integer>"
            + "<key>StandardOutPath</key><string>"
            + log
            + "</string><key>WorkingDirectory</key><string>"
            + directory
            + "</string>");
    try (var launchd = LaunchdDouble.real(directory, 501)) {
      assertEquals(0, code(launchd, "bootstrap", DOMAIN, plist.toString()));
      var first = event(fifo).split(" ");
      assertEquals("hi", first[1]);
      assertEquals(directory.toRealPath().toString(), first[2]);
      assertEquals("0077", first[3]);
      var process = ProcessHandle.of(Long.parseLong(first[0])).orElseThrow();
      process.destroyForcibly();
      var second = event(fifo).split(" ");
      assertNotEquals(first[0], second[0]);
      assertEquals(2, launchd.runs(DOMAIN, LABEL));

      var next = ProcessHandle.of(Long.parseLong(second[0])).orElseThrow();
      assertEquals(0, code(launchd, "bootout", TARGET));
      next.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  /** The next line; the writer of the last one may have the pipe open still, and says no more. */
  private static String event(Path fifo) throws Exception {
    while (true) {
      try (BufferedReader in = Files.newBufferedReader(fifo)) {
        String line = in.readLine();
        if (line != null) {
          return line;
        }
      }
    }
  }

  private static int code(LaunchdDouble launchd, String... words) throws Exception {
    var argv = new ArrayList<String>(List.of(launchd.bin().resolve("launchctl").toString()));
    argv.addAll(List.of(words));
    var process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  private Path script(String text) throws Exception {
    var file = directory.resolve("program");
    Files.writeString(file, "#!/bin/sh\n" + text + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private void write(String keys) throws Exception {
    var alive = keys.contains("KeepAlive") ? "" : "<key>KeepAlive</key><true/>";
    Files.writeString(
        plist,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\""
            + " \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
            + "<plist version=\"1.0\"><dict><key>Label</key><string>"
            + LABEL
            + "</string><key>ProgramArguments</key><array><string>"
            + program
            + "</string></array>"
            + alive
            + keys
            + "</dict></plist>\n");
  }
}
