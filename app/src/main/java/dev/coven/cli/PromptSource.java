package dev.coven.cli;

import dev.coven.contract.Api;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Prompts that do not stand on the command line, which has room for 128 KiB in one word (execve(2),
 * MAX_ARG_STRLEN): from a file, or from standard input.
 */
final class PromptSource {
  /** The name that means standard input. */
  static final String STDIN = "-";

  private PromptSource() {}

  /**
   * Reads a prompt; line breaks at its end go, as in a shell's {@code $(…)}.
   *
   * @param name a file, or {@link #STDIN}
   * @param input standard input
   * @return the prompt
   * @throws IOException when it cannot be read, is empty, is no UTF-8, or is more than a request
   *     carries
   */
  static String read(String name, InputStream input) throws IOException {
    byte[] bytes;
    if (name.equals(STDIN)) {
      bytes = some(input);
    } else {
      try (InputStream file = Files.newInputStream(Path.of(name))) {
        bytes = some(file);
      } catch (NoSuchFileException | InvalidPathException e) {
        throw new IOException("There is no file " + name + ".", e);
      }
    }
    String source = name.equals(STDIN) ? "Standard input" : name;
    if (bytes.length > Api.MAX_BODY_BYTES) {
      throw new IOException(
          source
              + " is longer than the "
              + Api.MAX_BODY_BYTES / 1024 / 1024
              + " MiB that a request may have; write it to a file in the project, and name that in"
              + " the prompt.");
    }
    String text = decoded(source, bytes).replaceAll("[\\r\\n]+\\z", "");
    if (text.isBlank()) {
      throw new IOException(source + " holds no prompt.");
    }
    return text;
  }

  private static byte[] some(InputStream stream) throws IOException {
    return stream.readNBytes(Api.MAX_BODY_BYTES + 1);
  }

  private static String decoded(String source, byte[] bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(source + " is not UTF-8 text.", e);
    }
  }
}
