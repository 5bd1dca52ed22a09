package dev.coven.diagnose.bundle;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.contract.Json;
import dev.coven.home.CovenVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes sources into a ZIP file, one after the other. What cannot be read is told in the manifest
 * and keeps nothing else from the bundle.
 */
public final class Bundle {
  /** A part that is longer loses its beginning: what happened last tells. */
  static final int MOST_OF_ONE = 4 * 1024 * 1024;

  /** What people can send and receive. */
  static final long MOST_OF_ALL = 24L * 1024 * 1024;

  private static final int SCHEMA = 1;
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private final Scrubber scrubber;
  private final Instant now;
  private final JsonArray files = new JsonArray();
  private final JsonArray missing = new JsonArray();
  private final List<Part> parts = new ArrayList<>();
  private long written;

  /**
   * A bundle.
   *
   * @param scrubber what every text passes
   * @param now when it is made
   */
  public Bundle(Scrubber scrubber, Instant now) {
    this.scrubber = scrubber;
    this.now = now;
  }

  /**
   * A part that was written.
   *
   * @param name what it is called in the bundle
   * @param bytes its length
   * @param holds what it holds
   */
  public record Part(String name, long bytes, String holds) {}

  /**
   * Writes the bundle.
   *
   * @param target where; mode 0600, never through a link
   * @param replace whether a file that is there may be replaced
   * @param contents what goes into it
   * @return what is in it
   * @throws IOException when it cannot be written whole; nothing is left then
   */
  public List<Part> write(Path target, boolean replace, Contents contents) throws IOException {
    try (BundleFile file = BundleFile.begin(target, replace)) {
      String top = target.getFileName().toString().replaceFirst("[.]zip$", "") + "/";
      ZipOutputStream zip =
          new ZipOutputStream(Channels.newOutputStream(file.channel()), StandardCharsets.UTF_8);
      for (Source source : contents.sources()) {
        add(zip, top, source);
      }
      put(zip, top + "manifest.json", PRETTY.toJson(manifest(contents)) + "\n");
      zip.finish();
      zip.flush();
      file.finish(replace);
      return List.copyOf(parts);
    }
  }

  private void add(ZipOutputStream zip, String top, Source source) throws IOException {
    String text;
    boolean cut;
    try {
      Source.Text read = source.read();
      text = scrubbed(read);
      cut = read.cut();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      absent(source, e.getMessage() == null ? e.toString() : e.getMessage());
      return;
    }
    if (text.length() > MOST_OF_ONE) {
      text = text.substring(text.length() - MOST_OF_ONE);
      cut = true;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (written + bytes.length > MOST_OF_ALL) {
      absent(source, "the bundle would be too large");
      return;
    }
    put(zip, top + source.name(), text);
    written += bytes.length;
    parts.add(new Part(source.name(), bytes.length, source.holds()));
    JsonObject entry = new JsonObject();
    entry.addProperty("name", source.name());
    entry.addProperty("bytes", bytes.length);
    entry.addProperty("holds", source.holds());
    entry.addProperty("cut", cut);
    files.add(entry);
  }

  private String scrubbed(Source.Text read) {
    return read.isJson()
        ? PRETTY.toJson(scrubber.json(JsonParser.parseString(read.content()))) + "\n"
        : scrubber.text(read.content());
  }

  private void absent(Source source, String why) {
    JsonObject entry = new JsonObject();
    entry.addProperty("name", source.name());
    entry.addProperty("why", scrubber.text(why));
    missing.add(entry);
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    OutputStream out = zip;
    out.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private JsonObject manifest(Contents contents) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("covenVersion", CovenVersion.get());
    json.add("createdAt", Json.timestamp(now));
    json.addProperty("instance", contents.instance().value());
    json.add("since", Json.timestamp(contents.since().orElse(null)));
    json.add("session", Json.nullable(contents.session().orElse(null)));
    json.addProperty("includesOutput", contents.includesOutput());
    json.add("files", files);
    json.add("missing", missing);
    return json;
  }
}
