package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseKeyTest {
  private static final byte[] DOCUMENT = {1, 2, 3};

  @TempDir private Path directory;
  private final KeyPair pair = TestFeed.newKey();

  @Test
  void takesWhatItsPrivateKeySigned() throws Exception {
    ReleaseKey key = ReleaseKey.read(TestFeed.pem(directory, pair));
    byte[] signature = TestFeed.sign(pair, DOCUMENT);
    assertDoesNotThrow(() -> key.verify(DOCUMENT, signature));
  }

  @Test
  void refusesEverythingElse() throws Exception {
    ReleaseKey key = ReleaseKey.read(TestFeed.pem(directory, pair));
    byte[] signature = TestFeed.sign(pair, DOCUMENT);
    refuses(key, new byte[] {1, 2, 4}, signature);
    refuses(key, DOCUMENT, TestFeed.sign(TestFeed.newKey(), DOCUMENT));
    refuses(key, DOCUMENT, new byte[0]);
    refuses(key, DOCUMENT, new byte[ReleaseKey.SIGNATURE_BYTES]);
    refuses(key, DOCUMENT, Arrays.copyOf(signature, signature.length + 1));
    signature[5] ^= 1;
    refuses(key, DOCUMENT, signature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ssh-ed25519 AAAA",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
      })
  void isNoOtherFile(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("key"), text);
    assertThrows(UpdateRefusedException.class, () -> ReleaseKey.read(file));
  }

  private static void refuses(ReleaseKey key, byte[] document, byte[] signature) {
    assertThrows(UpdateRefusedException.class, () -> key.verify(document, signature));
  }
}
