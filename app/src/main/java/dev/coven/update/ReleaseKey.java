package dev.coven.update;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The public key that releases must be signed with: Ed25519, in the PEM form of OpenSSL. */
public final class ReleaseKey {
  /** What the algorithm is called in Java. */
  public static final String ALGORITHM = "Ed25519";

  /** RFC 8032, 5.1.6. */
  public static final int SIGNATURE_BYTES = 64;

  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  private final PublicKey key;

  private ReleaseKey(PublicKey key) {
    this.key = key;
  }

  /**
   * Reads a key.
   *
   * @param file a PEM file
   * @throws IOException when it cannot be read
   * @throws UpdateRefusedException when it holds no Ed25519 key
   */
  public static ReleaseKey read(Path file) throws IOException, UpdateRefusedException {
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw none();
    }
    try {
      byte[] der =
          Base64.getMimeDecoder()
              .decode(text.substring(BEGIN.length(), text.length() - END.length()));
      return new ReleaseKey(
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw none();
    }
  }

  /**
   * Requires that a document was signed with this key.
   *
   * @param document its exact bytes
   * @param signature the 64 bytes of {@code release.json.sig}
   * @throws UpdateRefusedException when it was not
   */
  public void verify(byte[] document, byte[] signature) throws UpdateRefusedException {
    if (signature.length != SIGNATURE_BYTES || !holds(document, signature)) {
      throw new UpdateRefusedException(
          "The release is not signed with the key that this installation trusts. Nothing of it was"
              + " used.");
    }
  }

  private boolean holds(byte[] document, byte[] signature) {
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(document);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      // Bytes that are no signature at all.
      return false;
    }
  }

  private static UpdateRefusedException none() {
    return new UpdateRefusedException("The pinned key is no Ed25519 public key in PEM form.");
  }
}
