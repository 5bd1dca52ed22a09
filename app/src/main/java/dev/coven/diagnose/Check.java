package dev.coven.diagnose;

import java.util.List;

/** One thing, or a few that belong together, that can be looked at. */
public interface Check {
  /** What its results' ids begin with, such as {@code home}. */
  String subject();

  /**
   * Looks. May be interrupted when it takes too long.
   *
   * @return what was found; empty when there is nothing of the kind here
   * @throws Exception when it could not be looked at, which is a finding of its own
   */
  List<CheckResult> look() throws Exception;
}
