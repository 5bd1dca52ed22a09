/**
 * What is wrong, and what mends it, from outside: works with the daemon down, wedged or never
 * started, and with the ledger broken. Changes nothing, unless it is told to mend.
 */
package dev.coven.diagnose;
