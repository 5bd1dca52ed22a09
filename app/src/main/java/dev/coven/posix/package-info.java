/**
 * Calls of POSIX and Linux that Java does not offer: terminals' flags and sizes, pipes, memory
 * files, moving bytes inside the kernel. Knows nothing of Coven. By JNA, which pty4j brings and
 * loads anyway: the JDK's own foreign functions cost a first use of 40 ms and 5 ms for each new
 * signature.
 */
package dev.coven.posix;
