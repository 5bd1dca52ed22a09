package dev.coven.diagnose.bundle;

/** Something that goes into a bundle. */
interface Source {
  /** What it is called in the bundle, such as {@code daemon/health.json}. */
  String name();

  /** What it holds, in a few words, for who looks into the bundle before it is shared. */
  String holds();

  /**
   * Reads it.
   *
   * @return the text, as it is; it is scrubbed by whoever asked
   * @throws Exception why it cannot be had, which the bundle tells in its place
   */
  Text read() throws Exception;

  /**
   * A text.
   *
   * @param content the text, or JSON
   * @param isJson whether it is JSON, whose texts are scrubbed one by one
   * @param cut whether something before it was left out
   */
  record Text(String content, boolean isJson, boolean cut) {
    static Text plain(String content) {
      return new Text(content, false, false);
    }

    static Text json(com.google.gson.JsonElement json) {
      return new Text(json.toString(), true, false);
    }
  }

  /** A way to read something. */
  interface Reader {
    Text read() throws Exception;
  }

  static Source of(String name, String holds, Reader reader) {
    return new Source() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String holds() {
        return holds;
      }

      @Override
      public Text read() throws Exception {
        return reader.read();
      }
    };
  }
}
