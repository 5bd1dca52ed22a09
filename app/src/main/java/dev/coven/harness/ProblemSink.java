package dev.coven.harness;

import dev.coven.contract.AdapterProblem;
import dev.coven.contract.AdapterProblem.Level;
import java.util.List;

/** Takes what is wrong with one adapter, or with a manifest as a whole. */
final class ProblemSink {
  private final String file;
  private final List<AdapterProblem> problems;
  private String adapter;
  private boolean failed;

  /**
   * A sink.
   *
   * @param file the manifest's name
   * @param problems gets what is said
   */
  ProblemSink(String file, List<AdapterProblem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** From now on everything is about this adapter. */
  void about(String id) {
    adapter = id;
  }

  /** Something that costs the adapter, or the file. */
  void error(String field, String message) {
    failed = true;
    problems.add(new AdapterProblem(file, adapter, field, Level.ERROR, message));
  }

  /** Something that has no effect. */
  void warning(String field, String message) {
    problems.add(new AdapterProblem(file, adapter, field, Level.WARNING, message));
  }

  /** Whether there was an error. */
  boolean hasFailed() {
    return failed;
  }
}
