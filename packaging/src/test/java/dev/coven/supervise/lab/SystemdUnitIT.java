package dev.coven.supervise.lab;

import static dev.coven.supervise.lab.DriverLab.WELL;
import static dev.coven.supervise.lab.DriverLab.lines;
import static dev.coven.supervise.lab.DriverLab.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of the unit's file, its link and what others did to them. */
@Timeout(120)
class SystemdUnitIT {
  @RegisterExtension static final DriverLab LAB = new DriverLab();

  @Test
  void linkThatLeadsElsewhereIsSetRight() throws Exception {
    LAB.drive("link", "install=" + unit(WELL));
    LAB.shell("mkdir -p " + LAB.machine().units() + "/default.target.wants");
    LAB.shell("ln -s /nowhere/" + LAB.name("link") + ".service " + LAB.link("link"));
    LAB.shell("ln -s /nowhere/unit " + LAB.file("link2"));
    assertEquals("ok", LAB.drive("link", "start").get(0));
    LAB.shell("test " + LAB.link("link") + " -ef " + LAB.file("link"));
    // A unit that is itself such a link.
    assertEquals(List.of("ok", "ok"), LAB.drive("link2", "install=" + unit(WELL), "start"));
    assertEquals("regular file", LAB.shell("stat -c %F " + LAB.file("link2")));
  }

  @Test
  void maskIsNamedAndKept() throws Exception {
    String mask = LAB.name("mask") + ".service";
    LAB.shell("mkdir -p " + LAB.machine().units() + "; systemctl --user mask " + mask);
    List<String> said =
        LAB.drive("mask", "state", "install=" + unit(WELL), "start", "stop", "uninstall");
    assertEquals("STOPPED restarts=0 note=[the unit is masked]", said.get(0));
    for (String refused : said.subList(1, 3)) {
      assertTrue(refused.startsWith("failed: The unit " + mask + " is masked"), refused);
      assertTrue(refused.endsWith("| systemctl --user unmask " + mask), refused);
    }
    assertEquals(List.of("ok", "ok"), said.subList(3, 5));
    assertEquals("/dev/null", LAB.shell("readlink " + LAB.file("mask")));
    LAB.shell("systemctl --user unmask " + mask);
    assertEquals(List.of("ok", "ok"), LAB.drive("mask", "install=" + unit(WELL), "start"));
  }

  @Test
  void unitThatSystemdRefusesLeavesNothing() throws Exception {
    List<String> said = LAB.drive("bad", "install=[Service]\nType=notify\n", "state");
    assertTrue(said.get(0).contains("systemd does not take the unit"), said.get(0));
    assertTrue(said.get(1).startsWith("STOPPED restarts=0"), said.get(1));
    assertEquals("", LAB.files("bad"));
  }

  @Test
  void dropInIsNamedAndKept() throws Exception {
    String directory = LAB.file("drop") + ".d";
    LAB.shell("mkdir -p %1$s; printf '[Service]\\nNice=1\\n' >%1$s/mine.conf".formatted(directory));
    List<String> said = LAB.drive("drop", "install=" + unit(WELL), "start", "state", "uninstall");
    assertTrue(said.get(2).contains("note=[drop-ins change the unit: "), said.get(2));
    assertEquals("mine.conf", LAB.shell("ls " + directory));
  }

  @Test
  void unitDirectoryThatSystemdDoesNotSeeIsNamed() throws Exception {
    List<String> said =
        lines(
            LAB.machine()
                .exec(
                    LAB.env(
                        List.of("XDG_CONFIG_HOME=" + LAB.machine().home() + "/elsewhere"),
                        "xdg",
                        "install=" + unit(WELL))));
    assertTrue(said.get(0).contains("is XDG_CONFIG_HOME set in this shell alone?"), said.get(0));
    assertEquals("", LAB.shell("find $HOME/elsewhere -type f"));
  }

  @Test
  void halfRemovedUnitHeals() throws Exception {
    LAB.drive("half", "install=" + unit(WELL), "start");
    LAB.shell("rm " + LAB.file("half") + "; systemctl --user daemon-reload");
    List<String> said =
        LAB.drive("half", "state", "start", "install=" + unit(WELL), "start", "state");
    assertTrue(said.get(0).startsWith("RUNNING restarts=0"), said.get(0));
    assertTrue(said.get(0).contains("note=[the unit file is gone]"), said.get(0));
    assertTrue(said.get(1).startsWith("failed: There is no unit "), said.get(1));
    assertEquals(List.of("ok", "ok"), said.subList(2, 4));
    assertTrue(said.get(4).startsWith("RUNNING installed enabled"), said.get(4));
  }
}
