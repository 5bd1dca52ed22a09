package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.Api;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptSourceTest {
  @TempDir private Path directory;

  @Test
  void aPromptIsTheWholeTextWithoutItsLastLineBreaks() throws IOException {
    assertEquals("  a\n\n--b ü", PromptSource.read("-", text("  a\n\n--b ü\r\n\n")));
    Path file = Files.writeString(directory.resolve("prompt"), "from a file\n");
    assertEquals("from a file", PromptSource.read(file.toString(), text("not this")));
  }

  @Test
  void whatHoldsNoPromptIsRefused() throws IOException {
    assertSays("Standard input holds no prompt", "-", text(" \n"));
    assertSays(
        "Standard input is not UTF-8", "-", new ByteArrayInputStream(new byte[] {(byte) 0xff}));
    assertSays("4 MiB that a request may have", "-", text("x".repeat(Api.MAX_BODY_BYTES + 1)));
    assertSays("There is no file none", "none", text(""));
  }

  private static void assertSays(String words, String name, InputStream input) {
    IOException refusal = assertThrows(IOException.class, () -> PromptSource.read(name, input));
    assertTrue(refusal.getMessage().contains(words), refusal::getMessage);
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
