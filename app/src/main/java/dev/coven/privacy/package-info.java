/** What may be shown and what may be kept: texts of others are never printed or logged raw. */
package dev.coven.privacy;
