package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.kit.ServingDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Somebody deletes the ledger of a running daemon. */
class LedgerGoneIT {
  @AutoClose private final House house = House.own();

  @Test
  void endsTheDaemonAndWhatWasInItCanBeHadBack() throws Exception {
    Path ledger = house.home().ledger();
    try (ServingDaemon daemon = house.coven().serve()) {
      house.run("run", "demo", "to be missed", "--id", "missed").expect(0);
      Files.delete(ledger);
      assertEquals(1, daemon.awaitExit());
      assertSays(
          daemon.said(),
          "The ledger " + ledger + " was deleted or moved away while the daemon ran",
          "saved to ",
          "coven daemon stop && mv '");
    }
    house.start();
    house.run("sessions", "show", "missed").expect(1);
    house.run("daemon", "stop").expect(0);
    try (Stream<Path> evidence = Files.list(ledger.resolveSibling("evidence"))) {
      Path saved =
          evidence
              .filter(file -> file.toString().contains("ledger-saved-"))
              .findAny()
              .orElseThrow();
      Files.move(saved, ledger, StandardCopyOption.REPLACE_EXISTING);
    }
    house.start();
    house.run("sessions", "show", "missed").expect(0);
  }
}
