package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a session runs, with every symbolic link and every {@code ..} resolved.
 *
 * @param root the project's directory
 * @param cwd the working directory, the root or inside it
 */
record LaunchPaths(Path root, Path cwd) {
  /**
   * Resolves the paths of a request.
   *
   * @param request the launch
   * @return existing directories
   * @throws ApiException {@code invalid_request} with the reason, when one is no directory, or the
   *     working directory is not inside the root
   */
  static LaunchPaths resolve(LaunchRequest request) {
    Path named = parse("projectRoot", request.projectRoot());
    if (!named.isAbsolute()) {
      throw ApiException.invalid(
              Reason.FIELD_VALUE, "request field `projectRoot` must be an absolute path")
          .with("projectRoot", request.projectRoot());
    }
    Path root;
    try {
      root = named.toRealPath();
    } catch (IOException e) {
      throw refuse(Reason.ROOT_NOT_FOUND, "projectRoot", request.projectRoot(), "does not exist");
    }
    requireUsable(root, Reason.ROOT_NOT_DIRECTORY, "projectRoot", request.projectRoot());
    return new LaunchPaths(root, request.cwd() == null ? root : resolveCwd(root, request.cwd()));
  }

  private static Path resolveCwd(Path root, String text) {
    Path wanted = root.resolve(parse("cwd", text));
    Path cwd;
    try {
      cwd = wanted.toRealPath();
    } catch (IOException e) {
      // Outside the root a client must not learn what exists.
      if (!existingPart(wanted).startsWith(root)) {
        throw outside(text);
      }
      throw refuse(Reason.CWD_NOT_FOUND, "cwd", text, "does not exist");
    }
    if (!cwd.startsWith(root)) {
      throw outside(text);
    }
    requireUsable(cwd, Reason.CWD_NOT_DIRECTORY, "cwd", text);
    return cwd;
  }

  private static void requireUsable(Path path, Reason reason, String field, String text) {
    if (!Files.isDirectory(path)) {
      throw refuse(reason, field, text, "is not a directory");
    }
    if (!Files.isReadable(path) || !Files.isExecutable(path)) {
      throw refuse(reason, field, text, "is not a directory that the daemon may read and enter");
    }
  }

  /** Whether the working directory is still what it was: there, and reached through no link. */
  boolean stillHold() {
    try {
      return Files.isDirectory(cwd) && cwd.toRealPath().equals(cwd);
    } catch (IOException gone) {
      return false;
    }
  }

  /** Where the part of a path that exists really leads. */
  private static Path existingPart(Path path) {
    for (Path part = path.getParent(); part != null; part = part.getParent()) {
      try {
        return part.toRealPath();
      } catch (IOException e) {
        // It does not exist either, or cannot be followed; what it lies in may.
        continue;
      }
    }
    return path.getRoot();
  }

  private static Path parse(String field, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw refuse(Reason.FIELD_VALUE, field, text, "is not a path");
    }
  }

  private static ApiException outside(String cwd) {
    return refuse(Reason.CWD_OUTSIDE_ROOT, "cwd", cwd, "is outside the project root");
  }

  private static ApiException refuse(Reason reason, String field, String value, String what) {
    return ApiException.invalid(reason, "`" + field + "` " + what).with(field, value);
  }
}
