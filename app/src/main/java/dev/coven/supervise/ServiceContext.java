package dev.coven.supervise;

import dev.coven.home.StateDirectory;
import dev.coven.home.UnusableHomeException;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a verb works with.
 *
 * @param environment the caller's environment
 * @param image the directory of this program, or null when it runs from none
 * @param launcher the path by which it was called, or null
 * @param name the instance
 * @param say told a sentence, safe to print, when something takes long or needs a word
 */
public record ServiceContext(
    Map<String, String> environment,
    String image,
    String launcher,
    InstanceName name,
    Consumer<String> say) {

  InstanceStore store() throws UnusableHomeException {
    return new InstanceStore(StateDirectory.locate(environment));
  }
}
