package dev.coven.supervise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The units of one daemon: its service, and the socket unit that systemd listens by in its place. A
 * service that an earlier version installed has no socket unit, and is dealt with alone.
 */
final class SystemdDefinitions {
  private final Systemctl systemctl;
  private final SystemdDefinition service;
  private final SystemdDefinition socket;

  /**
   * The units of a name, which need not exist.
   *
   * @param directory the user's unit directory
   * @param name their name, without a type
   */
  SystemdDefinitions(Systemctl systemctl, Path directory, String name) {
    this.systemctl = systemctl;
    this.service = definition(directory, name + ".service");
    this.socket = definition(directory, name + ".socket");
  }

  private SystemdDefinition definition(Path directory, String unit) {
    return new SystemdDefinition(systemctl, new SystemdUnitFile(directory.resolve(unit)), unit);
  }

  SystemdDefinition service() {
    return service;
  }

  SystemdDefinition socket() {
    return socket;
  }

  /** What systemd has of both. */
  SystemdPair show() throws ServiceException, InterruptedException {
    return systemctl.show(service.unit(), socket.unit());
  }

  /** See {@link ServiceManager#install}. */
  void install(Definition definition) throws ServiceException, InterruptedException {
    List<SystemdDefinition> units = List.of(service, socket).subList(0, definition.texts().size());
    for (SystemdDefinition unit : units) {
      unit.refuseOwnMask();
    }
    List<SystemdDefinition> added = new ArrayList<>();
    try {
      // Both files before systemd reads either: one names the other.
      for (int i = 0; i < units.size(); i++) {
        if (!units.get(i).file().exists()) {
          added.add(units.get(i));
        }
        units.get(i).write(definition.texts().get(i));
      }
      for (SystemdDefinition unit : units) {
        // What it says beside is asked for again when it is needed.
        var unused = unit.requireUsable();
      }
    } catch (ServiceException e) {
      added.forEach(unit -> unit.withdraw(e));
      throw e;
    }
  }

  /** Sees to it that both are started at login. */
  void enable() throws ServiceException, InterruptedException {
    service.enable();
    if (socket.file().exists()) {
      socket.enable();
    }
  }

  /** Removes links and files, and makes systemd forget them. */
  void uninstall() throws ServiceException, InterruptedException {
    service.remove();
    socket.remove();
    systemctl.run(Systemctl.QUICK, "daemon-reload");
  }

  /**
   * Forgets failures and counted starts, which would keep the service from starting. A unit that
   * systemd has not in memory has neither, and that is all this command could complain about.
   */
  void forgetFailures() throws ServiceException, InterruptedException {
    systemctl.attempt(
        Systemctl.QUICK,
        socket.file().exists()
            ? new String[] {"reset-failed", service.unit(), socket.unit()}
            : new String[] {"reset-failed", service.unit()});
  }
}
