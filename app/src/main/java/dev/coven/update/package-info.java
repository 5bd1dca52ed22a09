/**
 * How Coven replaces itself: what a release is, whether it may be trusted, and the versions that
 * lie side by side.
 */
package dev.coven.update;
