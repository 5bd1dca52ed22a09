package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The image on machines that are not like the one that built it. */
class ImageIT {
  @AutoClose private final House house = House.own();

  @Test
  void worksAtAnyPathInTheCLocaleWithNamesBeyondAscii() throws Exception {
    Path place = Files.createDirectory(house.home().user().resolve("Ünïcödé und Leerzeichen"));
    Image copy = Image.underTest().copyTo(place.resolve("coven"));
    Path home = house.home().user().resolve("zuhause ñ 日本");
    Path project = Files.createDirectory(house.home().user().resolve("projekt ü 🜁"));
    Coven coven =
        Coven.with(copy, house.home())
            .withVariable("LANG", "C")
            .withVariable("COVEN_HOME", home.toString())
            .withDirectory(project);
    House.start(coven);
    CommandResult run =
        coven.run("run", "--id", "ü-id", "demo", "sag „grüß dich“ 日本, exit 3").expect(125);
    assertSays(run.err(), "id");
    run = coven.run("run", "demo", "sag „grüß dich“ 日本, exit 3").expect(3);
    assertSays(run.out(), "demo: asked to: sag „grüß dich“ 日本, exit 3");
    CommandResult show = coven.run("sessions", "show", "--last").expect(0);
    assertSays(show.out(), project.toString(), "sag „grüß dich“ 日本, exit 3");
    run = coven.run("run", House.SHELL_HARNESS, "pwd; echo $LANG").expect(0);
    assertEquals(project + "\r\nC\r\n", run.out());
    assertSays(coven.run("daemon", "status").expect(0).out(), home.toString());
    assertSays(Files.readString(home.resolve("logs/coven.log")), "ready", home.toString());
    coven.run("daemon", "restart").expect(0);
    coven.run("daemon", "stop").expect(0);
    assertEquals("", coven.run("--version").expect(0).err());
  }

  @Test
  void worksThroughALinkOnThePath() throws Exception {
    Path link = house.home().bin().resolve("coven");
    Files.createSymbolicLink(link, house.coven().image().launcher());
    String call = "coven daemon start && coven run demo hello && coven daemon stop";
    assertSays(house.coven().through("sh", "-euc", call).run().expect(0).out(), "demo: done");
  }

  @Test
  void worksWhereNothingInTmpMayBeExecuted() throws Exception {
    Needs.mounts();
    String script =
        """
        image=${0%/bin/coven}
        mount -t tmpfs none /mnt
        mkdir /mnt/image /mnt/project
        mount --bind "$image" /mnt/image
        mount -t tmpfs -o noexec,nosuid,nodev none /tmp
        cp /bin/true /tmp/true
        if /tmp/true 2>/dev/null; then echo "/tmp still executes"; exit 99; fi
        export COVEN_HOME=/mnt/home PATH="/mnt/image/bin:$PATH"
        cd /mnt/project
        coven daemon start
        coven run demo 'hello, exit 0'
        coven attach --last
        coven daemon stop
        rm /tmp/true
        ls -A /tmp
        """;
    CommandResult result =
        house.coven().through("unshare", "-m", "sh", "-euc", script).run().expect(0);
    assertSays(result.out(), "demo: done, exit code 0");
    assertTrue(result.out().endsWith(").\n"), () -> "left in /tmp: " + result);
  }

  @Test
  void whatItMustExecuteIsExecutable() {
    Path image = house.coven().image().directory();
    for (String program :
        List.of(
            "bin/coven",
            "share/coven/harness/coven-demo",
            "runtime/bin/java",
            "runtime/lib/jspawnhelper")) {
      assertTrue(Files.isExecutable(image.resolve(program)), program);
    }
  }

  @Test
  void anotherProgramsJavaOptionsChangeNothing() throws Exception {
    Coven coven =
        house
            .coven()
            .withVariable("JAVA_TOOL_OPTIONS", "-Xmx1m")
            .withVariable("JDK_JAVA_OPTIONS", "--no-such-option")
            .withVariable("_JAVA_OPTIONS", "-Xmx1m")
            .withVariable("CLASSPATH", "/nowhere")
            .withVariable("JAVA_HOME", "/nowhere");
    House.start(coven);
    CommandResult run = coven.run("run", "demo", "hello").expect(0);
    assertEquals("", run.err());
  }
}
