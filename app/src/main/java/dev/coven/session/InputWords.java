package dev.coven.session;

import dev.coven.harness.HarnessAdapter;
import dev.coven.harness.Invocation;
import java.util.Optional;

/** What a session's standard input is, as the ledger keeps it for the next daemon. */
final class InputWords {
  private static final String TERMINAL = "terminal";
  private static final String LINES = "lines";
  private static final String CLOSED = "closed";

  private InputWords() {}

  static String of(Invocation.Input input) {
    return switch (input) {
      case Invocation.Input.Terminal _ -> TERMINAL;
      case Invocation.Input.Lines _ -> LINES;
      case Invocation.Input.Once _ -> CLOSED;
    };
  }

  /**
   * The input of a session that began long ago: nothing is to be sent at first.
   *
   * @param word what the ledger keeps
   * @param adapter the session's harness
   * @return empty when this program knows no such input
   */
  static Optional<Invocation.Input> read(String word, HarnessAdapter adapter) {
    return switch (word) {
      case TERMINAL -> Optional.of(new Invocation.Input.Terminal());
      case CLOSED -> Optional.of(new Invocation.Input.Once(""));
      case LINES ->
          adapter.lineEncoding().map(encoding -> new Invocation.Input.Lines(null, encoding));
      default -> Optional.empty();
    };
  }
}
