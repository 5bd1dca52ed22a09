package dev.coven.supervise;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells one text of a unit from another, without keeping either. */
final class UnitDigest {
  private UnitDigest() {}

  /** The SHA-256 of a unit's text, in hex. */
  static String of(String unit) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(unit.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
