package dev.coven.templates;

import freemarker.core.CommonMarkupOutputFormat;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How values are written in systemd's unit files: {@code systemd.syntax(7)}, {@code
 * systemd.service(5)} under "Command lines", each rule tried on systemd 252. What a template
 * interpolates is taken for an unquoted value; the other forms are asked for by name.
 */
final class UnitFormat extends CommonMarkupOutputFormat<UnitText> {
  static final UnitFormat INSTANCE = new UnitFormat();

  /** Runs what follows in its own place: same process, no other word of it is looked at. */
  private static final List<String> BY_SHELL = List.of("/bin/sh", "-c", "exec \"$0\" \"$@\"");

  private UnitFormat() {}

  @Override
  public String getName() {
    return "systemd";
  }

  /** There is none. */
  @Override
  public String getMimeType() {
    return null;
  }

  /** For values that systemd takes as they stand to the end of the line: paths, descriptions. */
  @Override
  public String escapePlainText(String plain) {
    return plain.replace("%", "%%");
  }

  @Override
  public void output(String plain, Writer out) throws IOException {
    out.write(escapePlainText(plain));
  }

  /** FreeMarker's {@code ?html} and its like make nothing that belongs into a unit. */
  @Override
  public boolean isLegacyBuiltInBypassed(String builtIn) {
    return false;
  }

  @Override
  protected UnitText newTemplateMarkupOutputModel(String plain, String markup) {
    return new UnitText(plain, markup);
  }

  /** One word, for {@code Environment=}: quoted, with nothing left to expand. */
  static UnitText word(String plain) {
    return written(quote(plain));
  }

  /**
   * A directory, for {@code WorkingDirectory=}. systemd strips blanks from a value's end, and a
   * backslash there would take in the next line; the slash, which changes nothing, keeps both.
   */
  static UnitText directory(String path) {
    return written(INSTANCE.escapePlainText(path) + "/");
  }

  /**
   * A whole command line, for {@code ExecStart=}. Always quoted, so that a lone {@code ;} is an
   * argument. systemd does not start a program whose path holds quotes or backslashes ("Executable
   * name contains special characters"), and expands {@code $} in argv[0] but not in the path:
   * there, the shell takes the path as an argument and becomes the program.
   */
  static UnitText command(String program, List<String> arguments) {
    boolean plain = program.chars().noneMatch(c -> "'\"\\$".indexOf(c) >= 0);
    var words =
        Stream.of(plain ? List.<String>of() : BY_SHELL, List.of(program), arguments)
            .flatMap(List::stream);
    return written(
        words.map(word -> quote(word).replace("$", "$$")).collect(Collectors.joining(" ")));
  }

  private static String quote(String plain) {
    var escaped = plain.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%");
    return '"' + escaped + '"';
  }

  private static UnitText written(String markup) {
    return new UnitText(null, markup);
  }
}
