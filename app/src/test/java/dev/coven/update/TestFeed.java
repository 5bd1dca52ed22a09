package dev.coven.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Keys and signatures, for feeds that tests make. */
final class TestFeed {
  private TestFeed() {}

  static KeyPair newKey() {
    try {
      return KeyPairGenerator.getInstance(ReleaseKey.ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] sign(KeyPair pair, byte[] document) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(ReleaseKey.ALGORITHM);
    signature.initSign(pair.getPrivate());
    signature.update(document);
    return signature.sign();
  }

  /** The public key, as install.sh pins it. */
  static Path pem(Path directory, KeyPair pair) throws IOException {
    return Files.writeString(
        directory.resolve("release-key.pub"),
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
  }
}
