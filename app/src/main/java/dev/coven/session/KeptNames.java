package dev.coven.session;

import java.util.List;

/**
 * What the descriptors of a session are called in the store.
 *
 * @param key the session's key
 */
record KeptNames(long key) {
  String terminal() {
    return key + ".terminal";
  }

  String input() {
    return key + ".input";
  }

  String pipeIn() {
    return key + ".pipe-in";
  }

  String pipeOut() {
    return key + ".pipe-out";
  }

  String output() {
    return key + ".output";
  }

  List<String> all() {
    return List.of(terminal(), input(), pipeIn(), pipeOut(), output());
  }
}
