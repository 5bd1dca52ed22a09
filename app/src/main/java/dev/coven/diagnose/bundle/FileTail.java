package dev.coven.diagnose.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The end of a file of Coven's. */
final class FileTail {
  private FileTail() {}

  /**
   * Reads the end of a file; a link is not followed.
   *
   * @param file the file
   * @param most how much of it, in bytes; it begins with a whole line
   * @return its text; what is no UTF-8 is replaced
   * @throws IOException when it cannot be read
   */
  static Source.Text read(Path file, int most) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long from = Math.max(0, channel.size() - most);
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, channel.size()));
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
        continue;
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      int begin = from == 0 ? 0 : text.indexOf('\n') + 1;
      return new Source.Text(text.substring(begin), false, from > 0);
    }
  }
}
