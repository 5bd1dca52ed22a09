package dev.coven.diagnose;

import dev.coven.home.CovenHome;
import dev.coven.home.HomeKeeper;
import dev.coven.home.HomeNames;
import dev.coven.home.HomeRules;
import dev.coven.home.UnusableHomeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether a daemon could live in the home: the same rules by which it takes or refuses one. */
final class HomeCheck implements Check {
  private final CovenHome home;

  HomeCheck(CovenHome home) {
    this.home = home;
  }

  @Override
  public String subject() {
    return "home";
  }

  /** A rule that holds or says what is wrong. */
  private interface Rule {
    void hold() throws UnusableHomeException;
  }

  @Override
  public List<CheckResult> look() {
    HomeRules rules = new HomeRules(home);
    List<CheckResult> results = new ArrayList<>();
    results.add(
        result(
            "home.path",
            home.socket() + " is short enough for a socket.",
            rules::checkSocketLength));
    if (!Files.exists(home.directory(), LinkOption.NOFOLLOW_LINKS)) {
      results.add(
          CheckResult.pass(
              "home.owner", home.directory() + " does not exist; the first start makes it."));
      return results;
    }
    Path real;
    try {
      real = rules.resolve();
      rules.checkOwner(real);
    } catch (UnusableHomeException e) {
      results.add(failure("home.owner", e));
      return results;
    }
    results.add(CheckResult.pass("home.owner", real + " is this user's own directory."));
    results.add(mode(rules, real));
    results.add(result("home.place", "Nobody else may rename it.", () -> rules.checkPlace(real)));
    results.add(result("home.writable", "It can be written.", () -> rules.checkWritable(real)));
    results.add(result("home.names", "No name in it is taken.", () -> new HomeNames(home).check()));
    return results;
  }

  private CheckResult mode(HomeRules rules, Path real) {
    CheckResult result =
        result("home.mode", "Nobody else may enter it.", () -> rules.checkMode(real));
    return result.status() == CheckStatus.PASS ? result : result.with(this::tighten);
  }

  private String tighten() throws IOException {
    try {
      return new HomeKeeper(home).tighten()
          ? "Made " + home.directory() + " private (0700)."
          : "Left " + home.directory() + " as it is: it holds files that are not Coven's.";
    } catch (UnusableHomeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static CheckResult result(String id, String well, Rule rule) {
    try {
      rule.hold();
      return CheckResult.pass(id, well);
    } catch (UnusableHomeException e) {
      return failure(id, e);
    }
  }

  static CheckResult failure(String id, UnusableHomeException e) {
    return CheckResult.fail(id, e.getMessage(), e.remedy().orElse(null));
  }
}
