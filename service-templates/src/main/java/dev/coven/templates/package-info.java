/**
 * Turns a service specification into the files that a supervisor reads: a launchd property list, or
 * systemd service and socket units. Knows FreeMarker and nothing of Coven's runtime.
 */
package dev.coven.templates;
