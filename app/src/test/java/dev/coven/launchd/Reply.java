package dev.coven.launchd;

/**
 * What launchctl answers.
 *
 * @param code its exit code
 * @param text its standard output when that is 0, else its standard error
 */
record Reply(int code, String text) {
  static final Reply OK = new Reply(0, "");

  static Reply told(String text) {
    return new Reply(0, text);
  }

  static Reply failed(String what, int code, String why) {
    return new Reply(code, what + " failed: " + code + ": " + why + "\n");
  }

  static Reply error(int code, String text) {
    return new Reply(code, text + "\n");
  }
}
