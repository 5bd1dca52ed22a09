package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where there is room, or something else is wrong; a full disk takes a mount, and an IT has it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartRoomTest {
  @TempDir private Path directory;
  private final List<String> said = new ArrayList<>();

  private StartRoom room() {
    return new StartRoom(
        _ -> {
          throw new AssertionError("waited without a need");
        },
        said::add,
        said::add);
  }

  @Test
  void whereThereIsRoomNothingIsSaidAndNothingIsLeft() throws Exception {
    assertTrue(room().await(directory));
    assertEquals(List.of(), said);
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void whatAKilledStartLeftIsInNobodysWay() throws Exception {
    Files.writeString(directory.resolve("start.room"), "left");
    assertTrue(room().await(directory));
    assertTrue(Files.notExists(directory.resolve("start.room")));
  }

  @Test
  void inDirectoriesThatAreNotOursNothingIsTried() throws Exception {
    assertTrue(room().await(directory.resolve("not/yet")));
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aNameThatIsTakenIsNoLackOfRoom() throws Exception {
    Files.createDirectory(directory.resolve("start.room"));
    assertThrows(IOException.class, () -> room().await(directory));
  }
}
