package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParkedNoteTest {
  private static final ParkedNote NOTE =
      new ParkedNote("The home \"/h\"\nis a file.", Instant.parse("2026-01-02T03:04:05.678Z"), 42);

  @TempDir private Path directory;
  private StateDirectory state;

  @BeforeEach
  void locate() throws UnusableHomeException {
    state = StateDirectory.locate(Map.of("XDG_STATE_HOME", directory.resolve("s").toString()));
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    NOTE.write(state, "default");
    assertEquals(Optional.of(NOTE), ParkedNote.read(state, "default"));
    assertEquals(Optional.empty(), ParkedNote.read(state, "other"));
  }

  @Test
  void replacesAnEarlierOne() throws IOException {
    NOTE.write(state, "default");
    ParkedNote later = new ParkedNote("another", NOTE.since().plusSeconds(1), 43);
    later.write(state, "default");
    assertEquals(Optional.of(later), ParkedNote.read(state, "default"));
    try (Stream<Path> files = Files.list(state.instances())) {
      assertEquals(1, files.count(), "nothing is left beside it");
    }
  }

  @Test
  void isItsOwnersAlone() throws IOException {
    NOTE.write(state, "default");
    assertEquals("rwx------", mode(state.instances()));
    assertEquals("rw-------", mode(state.instances().resolve("default.parked")));
  }

  @Test
  void isRemovedOnce() throws IOException {
    NOTE.write(state, "default");
    assertTrue(ParkedNote.remove(state, "default"));
    assertFalse(ParkedNote.remove(state, "default"));
    assertEquals(Optional.empty(), ParkedNote.read(state, "default"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"why\":1,\"since\":\"x\",\"pid\":\"y\"}"})
  void explainsNothingWhenItIsSpoilt(String text) throws IOException {
    state.prepare();
    Files.writeString(state.instances().resolve("default.parked"), text);
    assertEquals(Optional.empty(), ParkedNote.read(state, "default"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
