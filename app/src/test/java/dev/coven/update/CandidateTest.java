package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that are scripts, which answer to the self-check what a test wants. */
class CandidateTest {
  private static final Version CURRENT = new Version("0.1.0");
  private static final Version NEXT = new Version("0.2.0");
  private static final String ANSWER =
      "echo '{\"schema\":1,\"version\":\"%s\",\"ledger\":{\"schema\":%d,\"compatibleFrom\":%d}}'";

  @TempDir private Path directory;
  private Installation installation;

  @BeforeEach
  void install() throws IOException {
    installation = new Installation(directory.resolve("prefix"));
    Path bin = Files.createDirectories(installation.image(CURRENT).resolve("bin"));
    Path program = Files.writeString(bin.resolve("coven"), script(answer("0.1.0", 3, 2)));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void versionThatAnswersWellIsInstalled() throws Exception {
    install(answer("0.2.0", 4, 3));
    assertTrue(installation.has(NEXT));
  }

  @Test
  void leftoverOfTheSameVersionIsReplaced() throws Exception {
    Path old = Files.createDirectories(installation.image(NEXT)).resolve("left");
    Files.writeString(old, "");
    install(answer("0.2.0", 4, 3));
    assertFalse(Files.exists(old), "the old files are there still");
  }

  @Test
  void bothAreGivenTheSameLedgerTheOldOneFirst() throws Exception {
    Path said = directory.resolve("said");
    Path program = installation.image(CURRENT).resolve("bin/coven");
    Files.writeString(program, script("echo old $3 >>" + said + "; " + answer("0.1.0", 3, 2)));
    install("echo new $3 >>" + said + "; " + answer("0.2.0", 4, 3));
    String ledger = installation.staging().resolve("ledger.sqlite3").toString();
    assertEquals("old " + ledger + "\nnew " + ledger + "\n", Files.readString(said));
  }

  @Test
  void anotherVersionThanTheAnnouncedOneIsRefused() {
    refuses("holds 0.3.0, and the release says 0.2.0", answer("0.3.0", 4, 3));
  }

  @Test
  void versionThatDoesNotWorkHereIsRefusedWithItsWords() {
    refuses("does not work on this machine: no terminal", "echo no terminal >&2; exit 1");
    refuses("does not work on this machine", "echo no JSON");
    refuses("does not work on this machine", "echo '\\033[2J' >&2; kill -9 $$");
  }

  @Test
  void versionThatWritesOtherLedgersThanAnnouncedIsRefused() {
    refuses("writes other ledgers", answer("0.2.0", 5, 3));
  }

  @Test
  void versionThatTheOldOneCouldNotFollowIsRefused() {
    assertRefused("could not read any more", answer("0.2.0", 5, 4), 5, 4);
  }

  private void refuses(String why, String answer) {
    assertRefused(why, answer, 4, 3);
  }

  private void assertRefused(String why, String answer, int schema, int compatibleFrom) {
    var refusal =
        assertThrows(UpdateRefusedException.class, () -> install(answer, schema, compatibleFrom));
    assertTrue(refusal.getMessage().contains(why), refusal::getMessage);
    assertFalse(refusal.getMessage().contains("\033"), "printed raw");
    assertFalse(installation.has(NEXT), "it was installed");
    assertFalse(Files.exists(installation.staging()), "something is left in staging");
  }

  private void install(String answer) throws Exception {
    install(answer, 4, 3);
  }

  private void install(String answer, int schema, int compatibleFrom) throws Exception {
    String program = script(answer);
    Path tarball =
        new TestTar()
            .directory("coven-0.2.0/")
            .directory("coven-0.2.0/bin/")
            .file("coven-0.2.0/bin/coven", 0755, program)
            .write(directory.resolve("coven.tar.gz"));
    byte[] bytes = Files.readAllBytes(tarball);
    Release release =
        new Release(
            NEXT,
            "stable",
            Instant.EPOCH,
            Instant.EPOCH,
            CURRENT,
            new Release.LedgerNumbers(schema, compatibleFrom),
            Map.of(
                "here",
                new Release.Artifact(
                    "coven.tar.gz",
                    bytes.length,
                    program.length(),
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))));
    Download feed = new Download(Feed.at(directory.resolve("release.json").toString()));
    new Candidate(installation, System.getenv(), _ -> {}).install(feed, release, "here", CURRENT);
  }

  private static String answer(String version, int schema, int compatibleFrom) {
    return ANSWER.formatted(version, schema, compatibleFrom);
  }

  private static String script(String line) {
    return "#!/bin/sh\n" + line + "\n";
  }
}
