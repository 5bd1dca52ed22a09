/** A house that breaks each rule once, so that {@code ArchitectureTest} is seen to fail. */
package dev.coven.crookedhouse;
