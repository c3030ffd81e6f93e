/// Trying to break what Floe promises: processes that commit at the same time and are killed, and
/// processes that work for one session. Seeded simulation of whole histories will live here too.
package dev.floe.fuzz;
