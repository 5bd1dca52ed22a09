/** What is wrong, and what mends it. Asks the daemon and the machine; changes nothing. */
package dev.coven.diagnose;
