package dev.coven.diagnose;

import com.google.gson.JsonArray;
import java.util.ArrayList;
import java.util.List;

/**
 * What a doctor found.
 *
 * @param results of all checks, in the order of the checks
 */
public record DoctorReport(List<CheckResult> results) {
  /** Keeps its own list. */
  public DoctorReport {
    results = List.copyOf(results);
  }

  /** Whether nothing failed. */
  public boolean isOk() {
    return count(CheckStatus.FAIL) == 0;
  }

  /** How many came out so. */
  public long count(CheckStatus status) {
    return results.stream().filter(result -> result.status() == status).count();
  }

  /** The same, behind another result. */
  public DoctorReport after(CheckResult first) {
    List<CheckResult> all = new ArrayList<>(List.of(first));
    all.addAll(results);
    return new DoctorReport(all);
  }

  /** The array of the results. */
  public JsonArray toJson() {
    JsonArray array = new JsonArray();
    results.forEach(result -> array.add(result.toJson()));
    return array;
  }
}
