package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A bundle of {@code coven diagnostics}, opened: its files by their names without the top one. */
final class Opened {
  private final Map<String, String> files = new TreeMap<>();

  /** Opens one, and fails unless its manifest names exactly what is in it. */
  Opened(byte[] zip) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName();
        files.put(
            name.substring(name.indexOf('/') + 1),
            new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    Map<String, String> named = new TreeMap<>(files);
    for (JsonElement file : json("manifest.json").getAsJsonObject().getAsJsonArray("files")) {
      JsonObject entry = file.getAsJsonObject();
      String text = named.remove(entry.get("name").getAsString());
      assertEquals(
          text.getBytes(StandardCharsets.UTF_8).length, entry.get("bytes").getAsInt(), "" + entry);
    }
    assertEquals(java.util.Set.of("manifest.json"), named.keySet());
  }

  String text(String name) {
    assertTrue(files.containsKey(name), () -> name + " is not in " + files.keySet());
    return files.get(name);
  }

  JsonElement json(String name) {
    return JsonParser.parseString(text(name));
  }

  boolean has(String name) {
    return files.containsKey(name);
  }

  /** Everything, for what must not be anywhere in it. */
  String all() {
    return String.join("\n", files.values());
  }

  /** Why something could not be had. */
  String missing(String name) {
    for (JsonElement file : json("manifest.json").getAsJsonObject().getAsJsonArray("missing")) {
      if (file.getAsJsonObject().get("name").getAsString().equals(name)) {
        return file.getAsJsonObject().get("why").getAsString();
      }
    }
    throw new AssertionError(name + " is not named as missing");
  }

  /** What the doctor said of a check that came out so. */
  String doctor(String id, String status) {
    for (JsonElement check : json("doctor.json").getAsJsonArray()) {
      JsonObject result = check.getAsJsonObject();
      if (result.get("id").getAsString().equals(id)) {
        assertEquals(status, result.get("status").getAsString(), "" + result);
        return result.get("message").getAsString();
      }
    }
    throw new AssertionError("there is no " + id + " in " + text("doctor.json"));
  }
}
