/// Trying to break what Floe promises: processes that commit at the same time and are killed.
/// Seeded simulation of whole histories will live here too.
package dev.floe.fuzz;
