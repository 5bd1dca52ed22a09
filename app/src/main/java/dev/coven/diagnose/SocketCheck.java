package dev.coven.diagnose;

import dev.coven.client.Probe;
import dev.coven.home.CovenHome;
import dev.coven.home.CurrentUser;
import dev.coven.home.HomeClaim;
import dev.coven.supervise.ServiceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What lies at the socket's place. */
final class SocketCheck implements Check {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int PERMISSIONS = 0777;
  private static final int PRIVATE = 0600;

  /** To make sure that nobody listens, once the home is ours. */
  private static final Duration GLANCE = Duration.ofMillis(500);

  private final Scene scene;
  private final CovenHome home;
  private final Path path;

  SocketCheck(Scene scene) {
    this.scene = scene;
    this.home = scene.home();
    this.path = home.socket();
  }

  @Override
  public String subject() {
    return "socket";
  }

  @Override
  public List<CheckResult> look() throws Exception {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return List.of(CheckResult.pass("socket.file", "There is none, as without a daemon."));
    }
    Map<String, Object> is = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) is.get("mode");
    int owner = (Integer) is.get("uid");
    if ((mode & TYPE) != SOCKET) {
      return List.of(
          CheckResult.fail(
              "socket.file",
              path + " is taken by something that is no socket.",
              "mv '" + path + "' '" + path + ".old'"));
    }
    if (owner != CurrentUser.uid()) {
      return List.of(
          CheckResult.fail(
              "socket.file", path + " belongs to user " + owner + ".", "sudo rm '" + path + "'"));
    }
    return List.of(mode(mode & PERMISSIONS), listener());
  }

  private CheckResult mode(int permissions) {
    if (permissions == PRIVATE) {
      return CheckResult.pass("socket.mode", "Its owner alone may connect.");
    }
    return CheckResult.fail(
            "socket.mode",
            "Its mode is "
                + Integer.toOctalString(permissions)
                + " and not 600; careful clients refuse it.",
            "chmod 600 '" + path + "'")
        .with(
            () -> {
              Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
              return "Made " + path + " private (0600).";
            });
  }

  private CheckResult listener() throws Exception {
    boolean supervisorListens =
        scene.isServicesHome() && scene.service().state().map(ServiceState::listens).orElse(false);
    if (supervisorListens || !(scene.answer() instanceof Probe.Absent)) {
      return CheckResult.pass("socket.listener", "Somebody listens at " + path + ".");
    }
    return CheckResult.fail(
            "socket.listener",
            "Nobody listens at " + path + ", which an earlier daemon left behind.",
            "coven daemon start")
        .with(this::clear);
  }

  /** By the daemon's own rule: only who holds the home's lock removes a socket, and a dead one. */
  private String clear() throws IOException {
    Optional<HomeClaim> claim = HomeClaim.take(home, scene.clock());
    if (claim.isEmpty()) {
      return "Left " + path + " as it is: a daemon has the home by now.";
    }
    try (HomeClaim _ = claim.get()) {
      if (!(Probe.of(path, GLANCE) instanceof Probe.Absent)) {
        return "Left " + path + " as it is: somebody listens by now.";
      }
      Files.deleteIfExists(path);
      return "Removed " + path + ", at which nobody listened.";
    }
  }
}
