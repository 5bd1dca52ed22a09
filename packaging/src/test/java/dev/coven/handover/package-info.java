/**
 * Sessions that print and answer all the time while their daemon is restarted again and again under
 * a service manager, and clients that poll, follow and type meanwhile. All of it runs on the
 * machine of the service, as its user; tests and benchmarks share it.
 */
package dev.coven.handover;
