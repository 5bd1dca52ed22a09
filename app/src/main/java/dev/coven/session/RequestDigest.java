package dev.coven.session;

import dev.coven.contract.LaunchRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether two launches under one id ask for the same. */
final class RequestDigest {
  private RequestDigest() {}

  /** The digest of all that a request asks for. */
  static String of(LaunchRequest request) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] text = request.toJson().toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
