/**
 * What tests and benchmarks of the packaged program stand on: the image and its commands, a home
 * that goes away, and HTTP on the socket, byte by byte. Speaks to the program as any client does
 * and uses none of its classes.
 */
package dev.coven.kit;
