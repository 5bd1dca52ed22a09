package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "coven daemon status|coven daemon status --instance work",
        "coven daemon start --linger|coven daemon start --instance work --linger",
        "To keep it: coven daemon restart.|To keep it: coven daemon restart --instance work.",
        "coven daemon stop --instance work|coven daemon stop --instance work",
        "coven daemon status --instance NAME|coven daemon status --instance NAME",
        "coven daemon start (or first: coven daemon uninstall)|coven daemon start --instance work"
            + " (or first: coven daemon uninstall --instance work)",
        "coven sessions|coven sessions --instance work",
        "coven sessions events ID|coven sessions events --instance work ID",
        "coven attach 1, then: coven kill 1|coven attach --instance work 1, then: coven kill"
            + " --instance work 1",
        "coven ledger check|coven ledger check --instance work",
        "coven --version|coven --version",
        "coven daemon serve|coven daemon serve",
        "coven daemon starts|coven daemon starts",
      })
  void commandsAreMadeToMeanTheInstance(String text, String addressed) {
    assertEquals(addressed, new InstanceName("work").addressed(text));
    assertEquals(text, InstanceName.DEFAULT.addressed(text));
  }

  @Test
  void theNameIsTheWholeWord() {
    assertEquals(" --instance a-1", new InstanceName("a-1").option());
  }
}
