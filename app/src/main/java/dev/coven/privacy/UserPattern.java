package dev.coven.privacy;

import com.google.re2j.Pattern;

/**
 * A pattern of the user.
 *
 * @param pattern compiled, for a linear-time engine
 * @param prefix with what every match begins; empty when that is not known
 */
record UserPattern(Pattern pattern, byte[] prefix) {}
