/**
 * A double of macOS's launchd and of launchctl, as far as Coven uses them: the exit codes, texts
 * and delays that are known of them, with switches where versions differ. launchctl is a real
 * program here, to be put first on PATH; what it does happens in the process that made the double.
 * Nothing in this package knows of Coven.
 */
package dev.coven.launchd;
