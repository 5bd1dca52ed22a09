package dev.coven.update;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** An archive, with whatever a test wants to be in it. */
final class TestTar {
  /** Of each entry, in seconds since 1970. */
  static final long TIME = 1_767_225_600;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TestTar directory(String name) {
    return entry(name, 0755, '5', "", 0);
  }

  TestTar link(String name, String link) {
    return entry(name, 0777, '2', link, 0);
  }

  TestTar entry(String name, int mode, char type) {
    return entry(name, mode, type, "", 0);
  }

  TestTar file(String name, int mode, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    entry(name, mode, '0', "", bytes.length);
    out.writeBytes(bytes);
    out.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
    return this;
  }

  private TestTar entry(String name, int mode, char type, String link, long size) {
    byte[] block = new byte[512];
    int cut = name.length() > 100 ? name.lastIndexOf('/', name.length() - 2) + 1 : 0;
    put(block, 0, name.substring(cut));
    put(block, 100, String.format("%07o", mode));
    put(block, 124, String.format("%011o", size));
    put(block, 136, String.format("%011o", TIME));
    put(block, 148, "        ");
    block[156] = (byte) type;
    put(block, 157, link);
    put(block, 257, "ustar\00000");
    put(block, 345, cut == 0 ? "" : name.substring(0, cut - 1));
    int sum = 0;
    for (byte each : block) {
      sum += each & 0xff;
    }
    put(block, 148, String.format("%06o\0", sum));
    out.writeBytes(block);
    return this;
  }

  private static void put(byte[] block, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  /** Packed, as a release has it. */
  Path write(Path file) throws IOException {
    try (var zip = new GZIPOutputStream(Files.newOutputStream(file))) {
      zip.write(bytes());
    }
    return file;
  }

  byte[] bytes() {
    byte[] made = out.toByteArray();
    return Arrays.copyOf(made, made.length + 1024);
  }
}
