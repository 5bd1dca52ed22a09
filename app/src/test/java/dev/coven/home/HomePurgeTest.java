package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a purge removes, and what it leaves alone. */
class HomePurgeTest {
  @TempDir private Path directory;

  private CovenHome home() throws Exception {
    CovenHome home = new CovenHome(directory.toRealPath().resolve("home"));
    Files.createDirectory(home.directory());
    Files.createDirectory(home.logs());
    Files.writeString(home.log(), "a line");
    Files.writeString(home.lock(), "{}");
    Files.writeString(home.ledger(), "rows");
    return home;
  }

  @Test
  void itRemovesTheDaemonsNamesTheLockLastAndTheEmptyHome() throws Exception {
    CovenHome home = home();
    List<Path> removed = new HomePurge(home).remove();
    assertEquals(List.of(home.ledger(), home.logs(), home.lock()), removed);
    assertFalse(Files.exists(home.directory()));
  }

  @Test
  void whatIsNotTheDaemonsStays() throws Exception {
    CovenHome home = home();
    Path mine = Files.writeString(home.directory().resolve("notes.txt"), "mine");
    new HomePurge(home).remove();
    assertTrue(Files.exists(mine));
    assertFalse(Files.exists(home.ledger()));
  }

  @Test
  void aLinkIsRemovedAndNotFollowed() throws Exception {
    CovenHome home = home();
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path kept = Files.writeString(elsewhere.resolve("kept"), "kept");
    Files.createSymbolicLink(home.directory().resolve("evidence"), elsewhere);
    new HomePurge(home).remove();
    assertTrue(Files.exists(kept));
    assertFalse(Files.exists(home.directory()));
  }

  @Test
  void aHomeThatIsALinkIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), home().directory());
    HomePurge purge = new HomePurge(new CovenHome(link));
    assertTrue(
        assertThrows(UnusableHomeException.class, purge::remove)
            .getMessage()
            .contains("symbolic link"));
  }

  @Test
  void listingRemovesNothingAndAMissingHomeHasNothing() throws Exception {
    CovenHome home = home();
    assertEquals(3, new HomePurge(home).list().size());
    assertTrue(Files.exists(home.ledger()));
    assertEquals(List.of(), new HomePurge(new CovenHome(directory.resolve("none"))).remove());
  }
}
