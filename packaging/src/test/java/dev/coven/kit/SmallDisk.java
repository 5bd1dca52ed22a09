package dev.coven.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own for a directory, small enough to be filled. On Linux, for root. */
public final class SmallDisk {
  /** Fills the last page too. */
  private static final int BLOCK_BYTES = 4096;

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * Mounts a file system of memory.
   *
   * @param directory an empty directory; its user alone may enter what is mounted there
   * @param bytes how much it holds
   * @throws IOException with the reason, when this user may not mount here
   */
  static SmallDisk mount(Path directory, long bytes) throws IOException {
    run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + bytes, "coven-test", "" + directory);
    return new SmallDisk(directory);
  }

  /** Leaves no room for a single byte more; {@link #empty} undoes it. */
  public void fill() throws IOException {
    byte[] block = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      for (int size = block.length; size >= BLOCK_BYTES; size /= 2) {
        fill(out, block, size);
      }
    }
  }

  private static void fill(OutputStream out, byte[] block, int size) {
    try {
      while (true) {
        out.write(block, 0, size);
      }
    } catch (IOException full) {
      // That is how it is known to be full for pieces of this size.
      return;
    }
  }

  /** Gives the room back. */
  public void empty() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  /** How many bytes it holds. */
  public long size() throws IOException {
    return Files.getFileStore(directory).getTotalSpace();
  }

  /** Lets nothing be written, or everything again; no file on it may be open for writing. */
  public void setReadOnly(boolean readOnly) throws IOException {
    run("mount", "-o", "remount," + (readOnly ? "ro" : "rw"), directory.toString());
  }

  void unmount() throws IOException {
    run("umount", "--lazy", directory.toString());
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(List.of(command) + ": " + said.strip());
    }
  }
}
