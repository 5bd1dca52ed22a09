package dev.coven.supervise;

/**
 * A service in launchctl's notation. Services are never addressed by the path of their plist: the
 * exit codes are others then, and the file may be gone.
 *
 * @param domain where it is loaded
 * @param label its name
 */
record LaunchctlTarget(LaunchdDomain domain, String label) {
  LaunchctlTarget {
    if (label.isEmpty() || label.contains("/")) {
      throw new IllegalArgumentException("not a label: " + label);
    }
  }

  LaunchctlTarget inOtherDomain() {
    return new LaunchctlTarget(domain.other(), label);
  }

  @Override
  public String toString() {
    return domain + "/" + label;
  }
}
