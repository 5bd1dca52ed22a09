package dev.coven.contract;

import com.google.gson.JsonArray;
import java.util.List;
import java.util.regex.Pattern;

/** Free words on a session. */
final class Labels {
  private static final int MOST = 16;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private Labels() {}

  /** Those of a request; empty when it has none. */
  static List<String> of(Fields fields) {
    return fields.words("labels", LABEL, MOST);
  }

  static JsonArray toJson(List<String> labels) {
    JsonArray array = new JsonArray();
    labels.forEach(array::add);
    return array;
  }
}
