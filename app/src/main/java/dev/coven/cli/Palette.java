package dev.coven.cli;

/**
 * The colours of state words: green is well, yellow is on its way, red needs somebody.
 *
 * @param enabled whether colours are shown at all
 */
record Palette(boolean enabled) {

  String good(String word) {
    return colored(word, 32);
  }

  String pending(String word) {
    return colored(word, 33);
  }

  String bad(String word) {
    return colored(word, 31);
  }

  String faint(String word) {
    return colored(word, 2);
  }

  private String colored(String word, int code) {
    return enabled ? "\u001b[" + code + "m" + word + "\u001b[0m" : word;
  }
}
