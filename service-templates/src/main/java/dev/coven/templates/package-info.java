/**
 * Turns a service specification into the files that a supervisor reads: a launchd property list, or
 * systemd service and socket units. Knows FreeMarker and nothing of Coven's runtime.
 *
 * <p>{@link dev.coven.templates.ServiceSpec} says what is to be kept running and refuses what the
 * formats cannot hold; {@link dev.coven.templates.ServiceTemplates} writes it down; {@link
 * dev.coven.templates.UnitMark} tells our files from others'; {@link dev.coven.templates.UnitDiff}
 * shows how two texts differ.
 */
package dev.coven.templates;
