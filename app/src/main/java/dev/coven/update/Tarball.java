package dev.coven.update;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Unpacks the tarball of a release. It takes what {@code packaging/release} writes and nothing
 * else: no form of tar that two programs could read differently, no name that leads out, no mode
 * that an image has no use for, and not a byte more than was announced.
 */
final class Tarball {
  /** An image has some hundred files. */
  private static final int MAX_ENTRIES = 20_000;

  private final Path directory;
  private final String top;
  private final long bytes;
  private final Map<Path, Path> links = new LinkedHashMap<>();

  /**
   * For one archive.
   *
   * @param directory where it is unpacked; empty
   * @param top the one directory that must be in it
   * @param bytes the sum of the sizes of its files, as announced
   */
  Tarball(Path directory, String top, long bytes) {
    this.directory = directory;
    this.top = top;
    this.bytes = bytes;
  }

  /**
   * Unpacks.
   *
   * @param file a tar.gz
   * @return the directory that was in it
   * @throws IOException when it cannot be read or written
   * @throws UpdateRefusedException when it is not what a release holds
   */
  Path unpack(Path file) throws IOException, UpdateRefusedException {
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file)), 1 << 16)) {
      long sum = 0;
      int count = 0;
      for (TarHeader header = next(in); !header.isEnd(); header = next(in)) {
        sum += header.size();
        count++;
        if (sum > bytes || count > MAX_ENTRIES) {
          throw refused("holds more than the release says");
        }
        unpack(header, in);
      }
      requireEnd(in);
      if (sum != bytes) {
        throw refused("holds less than the release says");
      }
    } catch (ZipException | EOFException e) {
      throw refused("is damaged");
    }
    // Last, so that nothing was written through one.
    for (Map.Entry<Path, Path> link : links.entrySet()) {
      Files.createSymbolicLink(link.getKey(), link.getValue());
    }
    return directory.resolve(top);
  }

  private static TarHeader next(InputStream in) throws IOException, UpdateRefusedException {
    byte[] block = in.readNBytes(TarHeader.BLOCK);
    if (block.length < TarHeader.BLOCK) {
      throw new EOFException("the archive has no end");
    }
    return TarHeader.parse(block);
  }

  private void unpack(TarHeader header, InputStream in) throws IOException, UpdateRefusedException {
    Path path = place(header.name());
    switch (header.type()) {
      case '5' -> {
        require(header.mode() == 0755 && header.size() == 0, "has a directory of a wrong mode");
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      case '0' -> {
        require(header.mode() == 0755 || header.mode() == 0644, "has a file of a wrong mode");
        write(header, in, path);
      }
      case '2' -> {
        require(header.size() == 0, "has a link with content");
        Path target = Path.of(header.link());
        Path leads = path.resolveSibling(target).normalize();
        require(
            !target.isAbsolute() && leads.startsWith(directory.resolve(top)),
            "has a link that leads out of it");
        require(!Files.exists(path) && links.put(path, target) == null, "has a name twice");
      }
      default -> throw refused("has an entry that is neither file, directory nor link");
    }
  }

  private void write(TarHeader header, InputStream in, Path path)
      throws IOException, UpdateRefusedException {
    require(!Files.exists(path) && !links.containsKey(path), "has a name twice");
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(path)) {
      for (long left = header.size(); left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException("a file has no end");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    in.skipNBytes((TarHeader.BLOCK - header.size() % TarHeader.BLOCK) % TarHeader.BLOCK);
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(header.mode() == 0755 ? "rwxr-xr-x" : "rw-r--r--"));
    // The JVM's caches hold for jars of one time only.
    Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(header.time())));
  }

  /** Where an entry goes: below the one directory, by a name without detours. */
  private Path place(String name) throws UpdateRefusedException {
    String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    require(plain.equals(top) || plain.startsWith(top + "/"), "has a name that leads out of it");
    for (String part : plain.split("/", -1)) {
      require(
          !part.isEmpty() && !part.equals(".") && !part.equals(".."),
          "has a name that leads out of it");
    }
    return directory.resolve(plain);
  }

  /** Two blocks of zeros end an archive; one was read. What follows can only be padding. */
  private static void requireEnd(InputStream in) throws IOException, UpdateRefusedException {
    byte[] rest = in.readNBytes(TarHeader.BLOCK * 20 + 1);
    require(rest.length <= TarHeader.BLOCK * 20, "goes on behind its end");
    for (byte each : rest) {
      require(each == 0, "goes on behind its end");
    }
  }

  private static void require(boolean holds, String otherwise) throws UpdateRefusedException {
    if (!holds) {
      throw refused(otherwise);
    }
  }

  static UpdateRefusedException refused(String what) {
    return new UpdateRefusedException("The tarball " + what + ". Nothing of it was used.");
  }
}
