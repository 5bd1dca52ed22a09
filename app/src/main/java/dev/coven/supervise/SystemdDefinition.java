package dev.coven.supervise;

import dev.coven.privacy.Printable;
import java.io.IOException;

/** A unit as systemd has it: read from our file, not forbidden, enabled for login. */
final class SystemdDefinition {
  private final Systemctl systemctl;
  private final SystemdUnitFile file;
  private final String unit;

  SystemdDefinition(Systemctl systemctl, SystemdUnitFile file, String unit) {
    this.systemctl = systemctl;
    this.file = file;
    this.unit = unit;
  }

  /** The unit's name, with its type. */
  String unit() {
    return unit;
  }

  SystemdUnitFile file() {
    return file;
  }

  /** Puts a text where systemd will read it; touches nothing that holds it already. */
  void write(String text) throws ServiceException {
    try {
      if (!file.holds(text)) {
        file.write(text);
      }
    } catch (IOException e) {
      throw new ServiceException(
          "The unit " + file.path() + " cannot be written: " + e + ".", null);
    }
  }

  /** A first installation that failed leaves nothing. */
  void withdraw(ServiceException cause) {
    try {
      file.remove();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Enabled means more than that a link exists: one may be left of a unit that is gone. */
  void enable() throws ServiceException, InterruptedException {
    SystemdShow show = requireUsable();
    try {
      if (show.isEnabled() && file.isLinked()) {
        return;
      }
      CommandResult result = systemctl.run(Systemctl.QUICK, "enable", unit);
      if (!file.isLinked()) {
        throw new ServiceException(
            "The unit "
                + file.path()
                + " was not enabled for login: "
                + Systemctl.said(result)
                + ".",
            null);
      }
    } catch (IOException e) {
      throw new ServiceException(
          "The links beside " + file.path() + " cannot be read: " + e + ".", null);
    }
  }

  /** Makes systemd read the file if it has not, and requires that it can use it. */
  SystemdShow requireUsable() throws ServiceException, InterruptedException {
    refuseOwnMask();
    SystemdShow show = systemctl.show(unit);
    if (!file.exists()) {
      throw new ServiceException("There is no unit " + file.path() + ".", "coven daemon start");
    }
    if (!show.isLoaded() || show.needsReload() || !file.isSameAs(show.fragment())) {
      systemctl.run(Systemctl.QUICK, "daemon-reload");
      show = systemctl.show(unit);
    }
    refuseMask(show);
    return switch (show.loadState()) {
      case "loaded" -> requireOurs(show);
      case "not-found" ->
          throw new ServiceException(
              "systemd does not look for units in "
                  + file.path().getParent()
                  + "; is XDG_CONFIG_HOME set in this shell alone?",
              "systemctl --user show -p UnitPath");
      default ->
          throw new ServiceException(
              "systemd does not take the unit "
                  + file.path()
                  + " ("
                  + Printable.line(show.loadState())
                  + ").",
              "systemd-analyze --user verify '" + file.path() + "'");
    };
  }

  private SystemdShow requireOurs(SystemdShow show) throws ServiceException {
    if (!file.isSameAs(show.fragment())) {
      throw new ServiceException(
          "systemd uses "
              + Printable.line(show.fragment())
              + " for "
              + unit
              + " and not "
              + file.path()
              + ".",
          "systemctl --user cat " + unit);
    }
    return show;
  }

  /** Removes links and file; systemd forgets them when it reads its units anew. */
  void remove() throws ServiceException, InterruptedException {
    if (file.exists()) {
      // Also what stands under Alias= and Also=. Our own links are seen to below in any case.
      systemctl.attempt(Systemctl.QUICK, "disable", unit);
    }
    try {
      file.removeLinks();
      file.remove();
    } catch (IOException e) {
      throw new ServiceException(
          "The unit " + file.path() + " cannot be removed: " + e + ".", null);
    }
  }

  /** A unit that the user forbade is not written to. */
  void refuseOwnMask() throws ServiceException {
    if (file.isMask()) {
      throw masked(file.path().toString());
    }
  }

  private void refuseMask(SystemdShow show) throws ServiceException {
    if (show.isMasked()) {
      throw masked(show.fragment().isEmpty() ? file.path().toString() : show.fragment());
    }
  }

  private ServiceException masked(String where) {
    return new ServiceException(
        "The unit "
            + unit
            + " is masked, so that nothing may start it: "
            + Printable.line(where)
            + " is empty or a link to /dev/null.",
        "systemctl --user unmask " + unit);
  }
}
