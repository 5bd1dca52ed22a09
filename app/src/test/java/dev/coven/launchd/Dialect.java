package dev.coven.launchd;

import java.time.Duration;

/**
 * What versions of macOS do in different ways, or are said to.
 *
 * @param busy bootstrap of a label that is loaded or draining: 5, 37 or 17
 * @param disabled bootstrap of a disabled label: 119 or 5
 * @param noDomain anything in a domain that is not there: 125 or 112
 * @param kickstartUnloaded kickstart of a label that is not loaded: 113 or 3
 * @param lingering how long a label that is gone from print is still refused as busy
 * @param kickstartThrottled whether kickstart waits for the throttle too
 * @param truthWords whether print-disabled says true and false instead of disabled and enabled
 */
public record Dialect(
    int busy,
    int disabled,
    int noDomain,
    int kickstartUnloaded,
    Duration lingering,
    boolean kickstartThrottled,
    boolean truthWords) {

  /** One of them. */
  public static final Dialect USUAL = new Dialect(5, 119, 125, 113, Duration.ZERO, true, false);

  public Dialect withBusy(int code) {
    return new Dialect(
        code, disabled, noDomain, kickstartUnloaded, lingering, kickstartThrottled, truthWords);
  }

  public Dialect withDisabled(int code) {
    return new Dialect(
        busy, code, noDomain, kickstartUnloaded, lingering, kickstartThrottled, truthWords);
  }

  public Dialect withNoDomain(int code) {
    return new Dialect(
        busy, disabled, code, kickstartUnloaded, lingering, kickstartThrottled, truthWords);
  }

  public Dialect withKickstartUnloaded(int code) {
    return new Dialect(busy, disabled, noDomain, code, lingering, kickstartThrottled, truthWords);
  }

  public Dialect withLingering(Duration time) {
    return new Dialect(
        busy, disabled, noDomain, kickstartUnloaded, time, kickstartThrottled, truthWords);
  }

  public Dialect withUnthrottledKickstart() {
    return new Dialect(busy, disabled, noDomain, kickstartUnloaded, lingering, false, truthWords);
  }

  public Dialect withTruthWords() {
    return new Dialect(
        busy, disabled, noDomain, kickstartUnloaded, lingering, kickstartThrottled, true);
  }
}
