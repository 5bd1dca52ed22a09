package dev.coven.supervise;

import java.util.List;

/**
 * What a supervisor is given to read: one text, or several that belong together.
 *
 * @param texts one for each of {@link ServiceManager#files}, in their order, the service's first
 */
public record Definition(List<String> texts) {
  /** Copies the list, which must not be empty. */
  public Definition {
    texts = List.copyOf(texts);
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("a definition of nothing");
    }
  }

  /** A definition of these texts. */
  public static Definition of(String... texts) {
    return new Definition(List.of(texts));
  }

  /** The service's own text. */
  public String main() {
    return texts.getFirst();
  }
}
