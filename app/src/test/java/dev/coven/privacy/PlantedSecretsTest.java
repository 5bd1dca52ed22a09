package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.privacy.PlantedSecrets.Planted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How many of the secrets that were planted are masked: at least 99 of 100, of every shape. */
class PlantedSecretsTest {
  private static final int EACH = 200;
  private static final double LEAST_SHARE = 0.99;

  /** A run of a secret's characters that is this long must not remain. */
  private static final int LONGEST_REST = 7;

  private final Redactor redactor = new Redactor(SecretRules.builtIn());

  @Test
  void nearlyAllAreMaskedWhole() {
    Map<String, int[]> missed = new TreeMap<>();
    List<String> examples = new ArrayList<>();
    List<Planted> all = new PlantedSecrets(4).of(EACH);
    for (Planted planted : all) {
      int[] count = missed.computeIfAbsent(planted.shape(), _ -> new int[1]);
      String shown = redactor.text(planted.text());
      if (planted.secret().stream().anyMatch(secret -> remains(secret, shown))) {
        count[0]++;
        examples.add(planted.shape() + ": " + planted.text() + "\n  as: " + shown);
      }
    }
    report(missed, all.size());
    int sum = missed.values().stream().mapToInt(count -> count[0]).sum();
    String all1 = String.join("\n", examples);
    assertTrue(all.size() >= 2000, all.size() + " secrets are too few to tell");
    assertTrue(sum <= (1 - LEAST_SHARE) * all.size(), () -> sum + " remain:\n" + all1);
    for (Map.Entry<String, int[]> shape : missed.entrySet()) {
      assertTrue(
          shape.getValue()[0] <= (1 - LEAST_SHARE) * EACH, () -> shape.getKey() + ":\n" + all1);
    }
  }

  private static boolean remains(String secret, String shown) {
    for (int i = 0; i + LONGEST_REST < secret.length(); i++) {
      if (shown.contains(secret.substring(i, i + LONGEST_REST + 1))) {
        return true;
      }
    }
    return false;
  }

  private static void report(Map<String, int[]> missed, int size) {
    int sum = 0;
    for (Map.Entry<String, int[]> shape : missed.entrySet()) {
      System.out.printf("%-24s %3d of %d missed%n", shape.getKey(), shape.getValue()[0], EACH);
      sum += shape.getValue()[0];
    }
    System.out.printf("%d of %d missed: %.2f %% masked%n", sum, size, 100.0 - 100.0 * sum / size);
  }
}
