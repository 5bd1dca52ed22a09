package dev.coven.harness;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.CapabilityManifest.Extension;
import dev.coven.contract.CapabilityManifest.Instructions;
import dev.coven.contract.CapabilityManifest.Warning;
import dev.coven.contract.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a harness keeps in its own directory, by what is there: names of files and of directories.
 * Of no file the contents are read, but of Claude Code's list of installed plugins, which holds
 * names; settings, which hold keys of all kinds, stay closed.
 */
final class HarnessFiles {
  /** Far more than anybody has; the answer must stay an answer. */
  private static final int MAX_SKILLS = 500;

  private static final int MAX_LIST_BYTES = 1024 * 1024;

  private final Path userHome;
  private final Map<String, String> variables;
  private final List<Warning> warnings = new ArrayList<>();

  /**
   * For one look.
   *
   * @param userHome the user's home directory
   * @param variables what harnesses find in their environment, which may name other directories
   */
  HarnessFiles(Path userHome, Map<String, String> variables) {
    this.userHome = userHome;
    this.variables = variables;
  }

  /**
   * What was found.
   *
   * @param instructions the file of instructions
   * @param skills each a directory with a SKILL.md
   * @param plugins the installed ones
   * @param warnings what could not be examined
   */
  record Found(
      Instructions instructions,
      List<Extension> skills,
      List<Extension> plugins,
      List<Warning> warnings) {
    /** Nothing is known of the directory of such a harness. */
    static final Found NOTHING = new Found(Instructions.NONE, List.of(), List.of(), List.of());
  }

  /**
   * Looks.
   *
   * @param harness the id of the harness
   * @return what it has; nothing for one whose directory is not known
   */
  Found look(String harness) {
    return switch (harness) {
      case "codex" -> {
        Path directory = directory("CODEX_HOME", ".codex");
        yield found(directory.resolve("AGENTS.md"), directory, List.of());
      }
      case "claude" -> {
        Path directory = directory("CLAUDE_CONFIG_DIR", ".claude");
        yield found(
            directory.resolve("CLAUDE.md"),
            directory,
            plugins(directory.resolve("plugins/installed_plugins.json")));
      }
      default -> Found.NOTHING;
    };
  }

  private Found found(Path instructions, Path directory, List<Extension> plugins) {
    return new Found(
        instructions(instructions), skills(directory.resolve("skills")), plugins, warnings);
  }

  private Path directory(String variable, String usual) {
    String named = variables.getOrDefault(variable, "");
    if (!named.isEmpty()) {
      try {
        Path path = Path.of(named);
        if (path.isAbsolute()) {
          return path;
        }
      } catch (InvalidPathException e) {
        warnings.add(new Warning("not_a_path", variable, "the variable holds no path"));
      }
    }
    return userHome.resolve(usual);
  }

  private Instructions instructions(Path file) {
    try {
      return Files.isRegularFile(file)
          ? new Instructions(file.toString(), Files.size(file))
          : Instructions.NONE;
    } catch (IOException e) {
      warn(file, e);
      return Instructions.NONE;
    }
  }

  private List<Extension> skills(Path directory) {
    List<Extension> skills = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (skills.size() == MAX_SKILLS) {
          warnings.add(
              new Warning("too_many", directory.toString(), "more than " + MAX_SKILLS + " skills"));
          break;
        }
        if (Files.isRegularFile(entry.resolve("SKILL.md"))) {
          skills.add(new Extension(entry.getFileName().toString(), entry.toString()));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    } catch (IOException e) {
      warn(directory, e);
    } catch (DirectoryIteratorException e) {
      warn(directory, e.getCause());
    }
    skills.sort(java.util.Comparator.comparing(Extension::name));
    return skills;
  }

  private List<Extension> plugins(Path list) {
    if (!Files.isRegularFile(list)) {
      return List.of();
    }
    try (InputStream in = Files.newInputStream(list)) {
      byte[] bytes = in.readNBytes(MAX_LIST_BYTES);
      JsonObject json = Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
      if (json.get("plugins") instanceof JsonObject plugins) {
        return plugins.keySet().stream()
            .sorted()
            .map(name -> new Extension(name, list.toString()))
            .toList();
      }
      warnings.add(new Warning("malformed", list.toString(), "it holds no object `plugins`"));
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (JsonParseException e) {
      warnings.add(new Warning("malformed", list.toString(), "it is not JSON"));
    } catch (IOException e) {
      warn(list, e);
    }
    return List.of();
  }

  private void warn(Path path, IOException cause) {
    warnings.add(
        new Warning("unreadable", path.toString(), "it cannot be examined: " + cause.getMessage()));
  }
}
