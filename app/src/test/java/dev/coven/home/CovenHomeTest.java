package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CovenHomeTest {
  private static Path locate(String... variables) throws UnusableHomeException {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return CovenHome.locate(environment).directory();
  }

  @Test
  void theVariableComesFirst() throws Exception {
    assertEquals(Path.of("/x/y"), locate("COVEN_HOME", "/x/y", "HOME", "/home/me"));
    assertEquals(Path.of("/x"), locate("COVEN_HOME", "/x/y/..", "HOME", "/home/me"));
  }

  @Test
  void anEmptyVariableCountsAsUnset() throws Exception {
    assertEquals(Path.of("/home/me/.coven"), locate("COVEN_HOME", "", "HOME", "/home/me"));
    assertEquals(Path.of("/home/me/.coven"), locate("HOME", "/home/me"));
  }

  @Test
  void aRelativePathIsRefusedByTheNameOfItsVariable() {
    for (String relative : new String[] {".coven", "./x", "~/.coven", " /x"}) {
      UnusableHomeException refused =
          assertThrows(UnusableHomeException.class, () -> locate("COVEN_HOME", relative));
      assertTrue(refused.getMessage().contains("COVEN_HOME is relative"), refused.getMessage());
    }
    UnusableHomeException refused =
        assertThrows(UnusableHomeException.class, () -> locate("HOME", "me"));
    assertTrue(refused.getMessage().contains("HOME is relative"), refused.getMessage());
    assertThrows(UnusableHomeException.class, () -> locate("COVEN_HOME", "/a\0b"));
  }

  @Test
  void withoutHomeThePasswdEntryCounts() throws Exception {
    Path found = locate();
    assertTrue(found.isAbsolute());
    assertEquals(".coven", found.getFileName().toString());
    assertEquals(found, locate("HOME", ""));
  }

  @Test
  void everyNameLiesInTheHome() {
    CovenHome home = new CovenHome(Path.of("/h"));
    for (Path name :
        new Path[] {
          home.socket(), home.daemonFile(), home.lock(), home.ledger(), home.log(), home.startLog()
        }) {
      assertTrue(name.startsWith("/h"), name.toString());
    }
    assertEquals("ledger.sqlite3", home.ledger().getFileName().toString());
  }
}
