/**
 * What {@code coven diagnostics} puts together for somebody else to look at, and what it leaves
 * out: everything passes the {@link dev.coven.diagnose.bundle.Scrubber} on its way.
 */
package dev.coven.diagnose.bundle;
