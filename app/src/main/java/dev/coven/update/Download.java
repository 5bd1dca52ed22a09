package dev.coven.update;

import dev.coven.home.FreeSpace;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Fetches from a feed what was announced, and nothing that differs from it. */
final class Download {
  /** What must stay free on the disk: ledger and logs need room, too. */
  private static final long RESERVE = 64L << 20;

  private static final int BUFFER = 1 << 16;

  private final Feed feed;

  Download(Feed feed) {
    this.feed = feed;
  }

  /**
   * The announcement, if its signature holds.
   *
   * @param key what it must be signed with
   * @throws UpdateRefusedException when the feed is not there, or not what it should be
   */
  Release announcement(ReleaseKey key) throws InterruptedException, UpdateRefusedException {
    byte[] document = small(feed.announcement(), Release.MAX_BYTES);
    byte[] signature = small(URI.create(feed.announcement() + ".sig"), ReleaseKey.SIGNATURE_BYTES);
    key.verify(document, signature);
    return Release.parse(document);
  }

  /** One byte more than allowed is enough to tell that there are too many. */
  private byte[] small(URI place, int most) throws InterruptedException, UpdateRefusedException {
    try (InputStream in = feed.open(place)) {
      return in.readNBytes(most + 1);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /**
   * A tarball.
   *
   * @param artifact what was announced of it
   * @param file takes it; must not exist
   * @throws UpdateRefusedException when it is of another size or sum, there is no room for it and
   *     what it holds, or the feed breaks off
   */
  void tarball(Release.Artifact artifact, Path file)
      throws IOException, InterruptedException, UpdateRefusedException {
    Optional<FreeSpace> space = FreeSpace.at(file.getParent());
    long needed = artifact.bytes() + artifact.unpackedBytes() + RESERVE;
    if (space.isPresent() && space.get().bytes() < needed) {
      throw new UpdateRefusedException(
          "The disk has no room for the update: it needs %,d MB, and %,d MB are free."
              .formatted(needed >> 20, space.get().bytes() >> 20));
    }
    MessageDigest sum = sha256();
    long count = 0;
    try (InputStream in = open(artifact.url());
        OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = next(in, buffer); read >= 0; read = next(in, buffer)) {
        count += read;
        if (count > artifact.bytes()) {
          break;
        }
        sum.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    if (count != artifact.bytes()) {
      throw new UpdateRefusedException(
          "The tarball is "
              + (count > artifact.bytes() ? "larger" : "smaller")
              + " than the release says. Nothing of it was used.");
    }
    if (!HexFormat.of().formatHex(sum.digest()).equals(artifact.sha256())) {
      throw new UpdateRefusedException(
          "The tarball is not the one that was signed (its SHA-256 differs). Nothing of it was"
              + " used.");
    }
  }

  private InputStream open(String url) throws InterruptedException, UpdateRefusedException {
    try {
      return feed.open(feed.announcement().resolve(url));
    } catch (IllegalArgumentException e) {
      throw new UpdateRefusedException("The release leads to a place that is no URL.");
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /** Apart from the writing, whose failure is this disk's and not the feed's. */
  private static int next(InputStream in, byte[] buffer) throws UpdateRefusedException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private static UpdateRefusedException gone(IOException e) {
    return new UpdateRefusedException(
        "The feed cannot be read: " + Printable.line(String.valueOf(e.getMessage())) + ".",
        "the same again later, or: coven upgrade --from FILE");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
