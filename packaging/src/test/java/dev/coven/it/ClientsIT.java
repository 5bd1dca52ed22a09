package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.attack.Clients;
import dev.coven.kit.Api;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** 64 clients at once for some seconds; {@code packaging/bench/run clients} gives the figures. */
class ClientsIT {
  private static final int CLIENTS = 64;
  private static final long SPAN = TimeUnit.SECONDS.toNanos(8);

  @AutoClose private final Contract contract = Contract.open();

  @Test
  void nobodyIsToldOfAFault() throws Exception {
    String live;
    try (Api api = contract.house().api()) {
      live = api.launch(contract.home().project(), House.SHELL_HARNESS, "exec cat");
    }
    Clients clients =
        new Clients(
            contract.home().socket(),
            contract.home().project(),
            House.SHELL_HARNESS,
            List.of(live));
    clients.run(CLIENTS, SPAN);
    new TreeMap<>(clients.samples())
        .forEach(
            (route, waits) ->
                System.out.printf(
                    "%-22s p99 %8.1f ms, %s%n", route, waits.millis(99), waits.range()));
    Map<Integer, Integer> statuses = clients.statuses();
    assertEquals(List.of(200, 201, 202), statuses.keySet().stream().sorted().toList());
    assertTrue(clients.samples().size() >= 11, () -> clients.samples().keySet().toString());
    assertFalse(contract.house().logged().contains("database is locked"));
    contract.post("/sessions/" + live + "/kill", "").expect(202);
  }
}
