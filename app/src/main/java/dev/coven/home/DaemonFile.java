package dev.coven.home;

import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * {@code daemon.json}: what the running daemon says of itself, for clients that check it against
 * health. It explains, it proves nothing: whether a daemon lives is what the socket answers.
 */
public final class DaemonFile {
  /** More than any daemon writes; a larger file is not one. */
  private static final long MAX_BYTES = 64 * 1024;

  private final Path path;

  /**
   * The file of one home.
   *
   * @param home the home
   */
  public DaemonFile(CovenHome home) {
    this.path = home.daemonFile();
  }

  /** What was found at the file's place. */
  public sealed interface Content {
    /** There is no file. */
    record Absent() implements Content {}

    /** A daemon wrote it, and did not remove it. */
    record Present(DaemonRecord daemon) implements Content {}

    /**
     * Something is there that no daemon wrote.
     *
     * @param problem what is wrong with it
     */
    record Garbage(String problem) implements Content {}
  }

  /** Reads the file; nothing that stands in it is an error of the reader. */
  public Content read() {
    try {
      if (Files.size(path) > MAX_BYTES) {
        return new Content.Garbage("larger than " + MAX_BYTES + " bytes");
      }
      String text = Files.readString(path, StandardCharsets.UTF_8);
      return new Content.Present(DaemonRecord.fromJson(Json.parseObject(text)));
    } catch (NoSuchFileException e) {
      return new Content.Absent();
    } catch (JsonParseException | IllegalArgumentException e) {
      return new Content.Garbage("not a daemon's record");
    } catch (IOException e) {
      return new Content.Garbage("cannot be read: " + e.getMessage());
    }
  }

  /**
   * Replaces the file in one step, mode 0600, so that no reader ever sees half of it.
   *
   * @param daemon what to say
   * @throws IOException when the home cannot be written
   */
  public void write(DaemonRecord daemon) throws IOException {
    PrivateFile.replace(path, daemon.toJson() + "\n");
  }

  /**
   * Removes the file.
   *
   * @throws IOException when the home cannot be written
   */
  public void remove() throws IOException {
    Files.deleteIfExists(path);
  }
}
