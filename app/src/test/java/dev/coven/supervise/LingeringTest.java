package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LingeringTest {
  private static final String RUNS = "The daemon runs (pid 7).";

  private final Linger linger = mock(Linger.class);
  private final List<String> said = new ArrayList<>();

  @Test
  void isOursToUndoWhenItWasOff() throws Exception {
    when(linger.state()).thenReturn(Linger.State.OFF);
    when(linger.enable()).thenReturn(true);
    assertTrue(lingering().turnOn(RUNS, said::add));
  }

  @Test
  void isNotOursToUndoWhenItWasOnOrNobodyKnows() throws Exception {
    when(linger.state()).thenReturn(Linger.State.ON);
    assertFalse(lingering().turnOn(RUNS, said::add));
    when(linger.state()).thenReturn(Linger.State.UNKNOWN);
    when(linger.enable()).thenReturn(true);
    assertFalse(lingering().turnOn(RUNS, said::add));
    verify(linger, org.mockito.Mockito.times(2)).enable();
  }

  @Test
  void aRefusalSaysWhatHoldsAllTheSame() throws Exception {
    when(linger.state()).thenReturn(Linger.State.OFF);
    when(linger.enable())
        .thenThrow(
            new ServiceException(
                "Lingering was not changed: no.", "sudo loginctl enable-linger a"));
    var refusal = assertThrows(ServiceException.class, () -> lingering().turnOn(RUNS, said::add));
    assertEquals(RUNS + " Lingering was not changed: no.", refusal.getMessage());
    assertEquals(Optional.of("sudo loginctl enable-linger a"), refusal.next());
  }

  @Test
  void whereThereIsNoSuchThingThatIsSaid() throws Exception {
    assertFalse(new Lingering(Optional.empty(), "launchd").turnOn(RUNS, said::add));
    assertEquals(List.of("--linger is for systemd; launchd has nothing like it."), said);
  }

  private Lingering lingering() {
    return new Lingering(Optional.of(linger), "systemd");
  }
}
