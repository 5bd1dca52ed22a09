package dev.coven.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.AdapterProblem;
import dev.coven.contract.Json;
import dev.coven.home.CurrentUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One manifest. It says which program runs with the user's rights, so nobody else may have written
 * it: it and the directory it lies in belong to the user or to root, and to no group and not to all
 * to write. A symbolic link is followed, and its target is what is checked.
 */
final class ManifestFile {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_ADAPTERS = 64;

  private static final int OTHERS_MAY_WRITE = 0022;
  private static final int STICKY = 01000;

  private final Path path;
  private final List<AdapterProblem> problems;

  /**
   * A manifest.
   *
   * @param path where it is
   * @param problems gets everything that is wrong with it
   */
  ManifestFile(Path path, List<AdapterProblem> problems) {
    this.path = path;
    this.problems = problems;
  }

  /**
   * Reads its adapters.
   *
   * @param taken whether an id is another adapter's already
   * @return those that can be used; none when the file cannot
   */
  List<AdapterSpec> read(Predicate<String> taken) {
    ProblemSink sink = new ProblemSink(path.toString(), problems);
    String text;
    try {
      text = text(sink);
    } catch (NoSuchFileException e) {
      sink.error(null, "there is no such file");
      return List.of();
    } catch (AccessDeniedException e) {
      sink.error(null, "it cannot be read: its permissions do not allow it");
      return List.of();
    } catch (IOException e) {
      sink.error(null, "it cannot be read: " + e.getMessage());
      return List.of();
    }
    if (text == null) {
      return List.of();
    }
    JsonObject document;
    try {
      document = Json.parseObject(text);
    } catch (JsonParseException e) {
      sink.error(null, "it is not JSON: an object {\"adapters\":[…]} is expected");
      return List.of();
    }
    new ManifestFields(document, "", sink).warnOfOthers(Set.of("adapters", "schema"));
    return adapters(document, taken, sink);
  }

  private List<AdapterSpec> adapters(
      JsonObject document, Predicate<String> taken, ProblemSink sink) {
    if (!(document.get("adapters") instanceof JsonArray array)
        || array.isEmpty()
        || array.size() > MAX_ADAPTERS) {
      sink.error("adapters", "a list of 1 to " + MAX_ADAPTERS + " objects is expected");
      return List.of();
    }
    List<AdapterSpec> specs = new ArrayList<>();
    Predicate<String> here = id -> specs.stream().anyMatch(spec -> spec.id().equals(id));
    for (int i = 0; i < array.size(); i++) {
      JsonElement element = array.get(i);
      String place = "adapters[" + i + "]";
      ProblemSink own = new ProblemSink(path.toString(), problems);
      if (element instanceof JsonObject json) {
        AdapterReader.read(json, place, path, taken.or(here), own).ifPresent(specs::add);
      } else {
        own.error(place, "an object is expected");
      }
    }
    return specs;
  }

  /** The text of a file that can be trusted; null, and said why, of one that cannot. */
  private String text(ProblemSink sink) throws IOException {
    Path real = path.toRealPath();
    if (!Files.isRegularFile(real)) {
      sink.error(null, "a regular file is expected");
      return null;
    }
    if (!isTrusted(real, sink) || !isTrusted(real.getParent(), sink)) {
      return null;
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(real)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      sink.error(null, "at most " + MAX_BYTES + " bytes are expected");
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      sink.error(null, "it is not UTF-8");
      return null;
    }
  }

  private static boolean isTrusted(Path file, ProblemSink sink) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
    int uid = (Integer) attributes.get("uid");
    int mode = (Integer) attributes.get("mode");
    if (uid != CurrentUser.uid() && uid != 0) {
      sink.error(null, "the owner of " + file + " is another user; yours or root's is expected");
      return false;
    }
    // Where all may write but only owners may rename, as in /tmp, nobody can replace the file.
    boolean sticky = Files.isDirectory(file) && (mode & STICKY) != 0;
    if ((mode & OTHERS_MAY_WRITE) != 0 && !sticky) {
      sink.error(null, "others may write " + file + "; mend it with: chmod go-w " + file);
      return false;
    }
    return true;
  }
}
