package dev.coven.update;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a feed announces: {@code release.json}. Read only after its signature held, and strictly all
 * the same; members that are not known are left alone, so that a later release may say more.
 *
 * @param version what it brings
 * @param channel such as {@code stable}
 * @param issued when it was made
 * @param expires from when on it is not to be believed any more
 * @param minimumVersion the oldest version that may be replaced by it
 * @param ledger which ledgers it writes
 * @param platforms where its tarball is, by {@link HostPlatform#name}
 */
public record Release(
    Version version,
    String channel,
    Instant issued,
    Instant expires,
    Version minimumVersion,
    LedgerNumbers ledger,
    Map<String, Artifact> platforms) {
  /** A release.json is a page of text; what is larger is none. */
  public static final int MAX_BYTES = 64 << 10;

  /** The form of this document. */
  private static final int SCHEMA = 1;

  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_PLATFORMS = 32;
  private static final int MAX_URL = 2048;

  /**
   * What a version writes into a ledger; see the ledger's own rule.
   *
   * @param schema the schema that it migrates to
   * @param compatibleFrom the oldest schema whose program can use the result
   */
  public record LedgerNumbers(int schema, int compatibleFrom) {}

  /**
   * A tarball.
   *
   * @param url absolute, or relative to that of release.json
   * @param bytes its size
   * @param unpackedBytes the sum of the sizes of its files
   * @param sha256 of its bytes, in lower-case hex
   */
  public record Artifact(String url, long bytes, long unpackedBytes, String sha256) {}

  /** Keeps its own copy of the platforms, in the order of their names. */
  public Release {
    platforms = Collections.unmodifiableMap(new TreeMap<>(platforms));
  }

  /**
   * Reads a document.
   *
   * @param bytes the file, at most {@link #MAX_BYTES}
   * @return what it says
   * @throws UpdateRefusedException naming the member that is missing or wrong
   */
  public static Release parse(byte[] bytes) throws UpdateRefusedException {
    if (bytes.length > MAX_BYTES) {
      throw new UpdateRefusedException("The feed's release.json is too large to be one.");
    }
    try {
      JsonObject json =
          Json.parseObject(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      if (number(json, "schema") != SCHEMA) {
        throw new UpdateRefusedException(
            "The feed's release.json has a form that this version does not know.");
      }
      JsonObject ledger = object(json, "ledger");
      return new Release(
          version(json, "version"),
          word(json, "channel"),
          instant(json, "issued"),
          instant(json, "expires"),
          version(json, "minimumVersion"),
          new LedgerNumbers((int) number(ledger, "schema"), (int) number(ledger, "compatibleFrom")),
          platforms(object(json, "platforms")));
    } catch (JsonParseException | CharacterCodingException e) {
      throw new UpdateRefusedException("The feed's release.json is no JSON object.");
    }
  }

  private static Map<String, Artifact> platforms(JsonObject json) throws UpdateRefusedException {
    Map<String, Artifact> platforms = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      if (!WORD.matcher(entry.getKey()).matches()
          || platforms.size() == MAX_PLATFORMS
          || !(entry.getValue() instanceof JsonObject artifact)) {
        throw bad("platforms");
      }
      String url = text(artifact, "url");
      String sha256 = text(artifact, "sha256");
      if (url.isEmpty() || url.length() > MAX_URL) {
        throw bad("url");
      }
      if (!SHA256.matcher(sha256).matches()) {
        throw bad("sha256");
      }
      platforms.put(
          entry.getKey(),
          new Artifact(url, number(artifact, "bytes"), number(artifact, "unpackedBytes"), sha256));
    }
    return platforms;
  }

  /** The document, in two-space JSON with a newline at its end. */
  public String toJson() {
    JsonObject numbers = new JsonObject();
    numbers.addProperty("schema", ledger.schema());
    numbers.addProperty("compatibleFrom", ledger.compatibleFrom());
    JsonObject tarballs = new JsonObject();
    platforms.forEach(
        (platform, artifact) -> {
          JsonObject tarball = new JsonObject();
          tarball.addProperty("url", artifact.url());
          tarball.addProperty("bytes", artifact.bytes());
          tarball.addProperty("unpackedBytes", artifact.unpackedBytes());
          tarball.addProperty("sha256", artifact.sha256());
          tarballs.add(platform, tarball);
        });
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("version", version.text());
    json.addProperty("channel", channel);
    json.add("issued", Json.timestamp(issued));
    json.add("expires", Json.timestamp(expires));
    json.addProperty("minimumVersion", minimumVersion.text());
    json.add("ledger", numbers);
    json.add("platforms", tarballs);
    return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
  }

  private static Version version(JsonObject json, String name) throws UpdateRefusedException {
    try {
      return new Version(text(json, name));
    } catch (IllegalArgumentException e) {
      throw bad(name);
    }
  }

  private static String word(JsonObject json, String name) throws UpdateRefusedException {
    String word = text(json, name);
    if (!WORD.matcher(word).matches()) {
      throw bad(name);
    }
    return word;
  }

  private static Instant instant(JsonObject json, String name) throws UpdateRefusedException {
    return Json.instant(json, name).orElseThrow(() -> bad(name));
  }

  private static String text(JsonObject json, String name) throws UpdateRefusedException {
    return Json.text(json, name).orElseThrow(() -> bad(name));
  }

  private static long number(JsonObject json, String name) throws UpdateRefusedException {
    OptionalLong number = Json.number(json, name);
    if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > Integer.MAX_VALUE) {
      // Two gigabytes are far more than any image has.
      throw bad(name);
    }
    return number.getAsLong();
  }

  private static JsonObject object(JsonObject json, String name) throws UpdateRefusedException {
    if (json.get(name) instanceof JsonObject object) {
      return object;
    }
    throw bad(name);
  }

  private static UpdateRefusedException bad(String member) {
    return new UpdateRefusedException("The feed's release.json has no valid \"" + member + "\".");
  }
}
