package dev.coven.packaging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes a tree as a tar archive in the ustar format of POSIX, the same bytes for the same tree:
 * sorted, of nobody's, at one time. It has no extensions of any kind, so that whoever unpacks it
 * needs none.
 */
final class TarWriter {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int PREFIX = 155;

  private final OutputStream out;
  private final Instant time;

  /**
   * A writer.
   *
   * @param out takes the archive; not closed
   * @param time of every entry, to the second
   */
  TarWriter(OutputStream out, Instant time) {
    this.out = out;
    this.time = time;
  }

  /**
   * Writes a tree and the end of the archive.
   *
   * @param tree a directory
   * @param top what it is called in the archive
   * @return the sum of the sizes of its files, in bytes
   * @throws BuildException when a name is too long for the format, or a file is of a kind that an
   *     image has not
   */
  long write(Path tree, String top) throws IOException {
    long bytes = 0;
    entry(top + "/", 0755, 0, '5', "");
    for (Path path : Trees.below(tree)) {
      if (path.equals(tree)) {
        continue;
      }
      String name = top + "/" + tree.relativize(path);
      if (Files.isSymbolicLink(path)) {
        entry(name, 0777, 0, '2', Files.readSymbolicLink(path).toString());
      } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        entry(name + "/", 0755, 0, '5', "");
      } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        long size = Files.size(path);
        entry(name, Files.isExecutable(path) ? 0755 : 0644, size, '0', "");
        Files.copy(path, out);
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
        bytes += size;
      } else {
        throw new BuildException(path + " is neither file, directory nor link");
      }
    }
    out.write(new byte[2 * BLOCK]);
    return bytes;
  }

  private void entry(String name, int mode, long size, char type, String link) throws IOException {
    byte[] block = new byte[BLOCK];
    int cut = cut(name);
    text(block, 0, NAME, name.substring(cut));
    number(block, 100, 8, mode);
    number(block, 108, 8, 0); // the owner
    number(block, 116, 8, 0); // the group
    number(block, 124, 12, size);
    number(block, 136, 12, time.getEpochSecond());
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    text(block, 157, NAME, link);
    text(block, 257, 6, "ustar");
    text(block, 263, 2, "00");
    text(block, 345, PREFIX, cut == 0 ? "" : name.substring(0, cut - 1));
    int sum = 0;
    for (byte each : block) {
      sum += each & 0xff;
    }
    number(block, 148, 7, sum);
    out.write(block);
  }

  /** Where a name is cut in two, at a slash, because its first field is short; 0 for nowhere. */
  private static int cut(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length <= NAME) {
      return 0;
    }
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      if (name.substring(slash + 1).getBytes(StandardCharsets.UTF_8).length <= NAME) {
        return slash + 1;
      }
    }
    throw new BuildException("the name " + name + " is too long for an archive");
  }

  private static void text(byte[] block, int offset, int length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > length) {
      throw new BuildException("\"" + text + "\" is too long for an archive");
    }
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  /** Octal digits and a NUL. */
  private static void number(byte[] block, int offset, int length, long value) {
    text(block, offset, length, String.format("%0" + (length - 1) + "o", value));
  }
}
