package dev.coven.supervise;

import java.nio.file.Path;
import java.util.List;

/**
 * How an uninstall succeeded.
 *
 * @param stopped what ran before
 * @param removed the files that were removed; empty when none was installed
 * @param lingerOff whether lingering was turned off, since we had turned it on
 * @param home the home, which is left
 */
public record UninstallResult(
    StopResult stopped, List<Path> removed, boolean lingerOff, Path home) {}
