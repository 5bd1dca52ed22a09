package dev.coven.packaging;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.spi.ToolProvider;

/** The tools of the JDK that runs this, without a process each. */
final class JdkTool {
  private JdkTool() {}

  /**
   * Runs a tool.
   *
   * @return what it said
   * @throws BuildException with what it said, when it fails
   */
  static String run(String name, List<String> arguments) {
    var said = new ByteArrayOutputStream();
    var print = new PrintStream(said, true, StandardCharsets.UTF_8);
    var exit =
        ToolProvider.findFirst(name)
            .orElseThrow()
            .run(print, print, arguments.toArray(String[]::new));
    var text = said.toString(StandardCharsets.UTF_8);
    if (exit != 0) {
      throw new BuildException("%s failed: %s".formatted(name, text));
    }
    return text;
  }
}
