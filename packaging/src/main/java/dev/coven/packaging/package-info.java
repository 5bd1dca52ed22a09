/**
 * Builds the image in {@code target/coven}, a directory that runs wherever it is copied: runtime,
 * jars, native libraries, AOT caches, launcher. Run by this module's pom on the JDK that the
 * image's runtime is cut from.
 */
package dev.coven.packaging;
