package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final byte[] CONTENT = new byte[100_000];

  @TempDir private Path directory;
  private final KeyPair pair = TestFeed.newKey();
  private Path place;
  private Download download;
  private Release release;

  @BeforeEach
  void makeFeed() throws Exception {
    place = Files.createDirectory(directory.resolve("a feed ñ"));
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    release =
        new Release(
            new Version("0.2.0"),
            "stable",
            Instant.EPOCH,
            Instant.EPOCH,
            new Version("0.1.0"),
            new Release.LedgerNumbers(1, 1),
            Map.of("here", new Release.Artifact("c.tar.gz", CONTENT.length, 1, sum)));
    Files.writeString(place.resolve("release.json"), release.toJson());
    Files.write(
        place.resolve("release.json.sig"),
        TestFeed.sign(pair, Files.readAllBytes(place.resolve("release.json"))));
    Files.write(place.resolve("c.tar.gz"), CONTENT);
    download = new Download(Feed.at(place.toString()));
  }

  @Test
  void announcementAndTarballArriveWhole() throws Exception {
    assertEquals(release, announcement());
    Path file = directory.resolve("got");
    download.tarball(artifact(), file);
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
  }

  @Test
  void feedIsFoundByPathFileAndUrl() throws Exception {
    for (String where :
        new String[] {
          place.resolve("release.json").toString(),
          place.toUri().toString(),
          place.resolve("release.json").toUri().toString()
        }) {
      assertEquals(
          release,
          new Download(Feed.at(where))
              .announcement(ReleaseKey.read(TestFeed.pem(directory, pair))));
    }
  }

  @Test
  void changedAnnouncementIsRefused() throws Exception {
    Files.writeString(place.resolve("release.json"), release.toJson() + " ");
    refuses("not signed with the key", this::announcement);
  }

  @Test
  void announcementWithoutSignatureIsRefused() throws Exception {
    Files.write(place.resolve("release.json.sig"), new byte[0]);
    refuses("not signed with the key", this::announcement);
    Files.delete(place.resolve("release.json.sig"));
    refuses("cannot be read", this::announcement);
  }

  @Test
  void vanishedFeedIsNamed() throws Exception {
    Files.delete(place.resolve("c.tar.gz"));
    refuses("cannot be read", this::fetch);
    Files.delete(place.resolve("release.json"));
    refuses("cannot be read", this::announcement);
  }

  @Test
  void tarballOfAnotherSizeOrSumIsRefused() throws Exception {
    Files.write(place.resolve("c.tar.gz"), new byte[CONTENT.length + 1]);
    refuses("larger than the release says", this::fetch);
    Files.write(place.resolve("c.tar.gz"), new byte[CONTENT.length - 1]);
    refuses("smaller than the release says", this::fetch);
    byte[] other = CONTENT.clone();
    other[7] = 1;
    Files.write(place.resolve("c.tar.gz"), other);
    refuses("SHA-256 differs", this::fetch);
  }

  @Test
  void whatDoesNotFitOnTheDiskIsNotFetched() {
    Release.Artifact huge =
        new Release.Artifact("none", Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, "a".repeat(64));
    refuses("no room", () -> download.tarball(huge, directory.resolve("got")));
  }

  @Test
  void feedInFilesLeadsToFilesAlone() {
    Release.Artifact away = new Release.Artifact("https://a.example/", 1, 1, "a".repeat(64));
    refuses("files alone", () -> download.tarball(away, directory.resolve("got")));
  }

  @Test
  void otherPlacesAreNoFeeds() {
    for (String where : new String[] {"http://a.example/", "ftp://a.example/", "https://a b/"}) {
      refuses("", () -> Feed.at(where));
    }
  }

  private void fetch() throws Exception {
    Files.deleteIfExists(directory.resolve("got"));
    download.tarball(artifact(), directory.resolve("got"));
  }

  private Release.Artifact artifact() {
    return release.platforms().get("here");
  }

  private Release announcement() throws Exception {
    return download.announcement(ReleaseKey.read(TestFeed.pem(directory, pair)));
  }

  private static void refuses(String why, Executable attempt) {
    var refusal = assertThrows(UpdateRefusedException.class, attempt);
    assertTrue(refusal.getMessage().contains(why), refusal::getMessage);
  }
}
