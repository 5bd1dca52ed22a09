package dev.coven.daemonology;

import java.util.Optional;

/**
 * What health tells of a part.
 *
 * @param name the part's name
 * @param status where it stood
 * @param failure its first failure, or empty
 */
public record Component(String name, Status status, Optional<Throwable> failure) {}
