/// Trying to break what Floe promises: processes that commit at the same time and are killed,
/// processes that work for one session, and a network that loses, cuts and delays;
/// [dev.floe.fuzz.hostile] feeds parsers, [dev.floe.fuzz.lincheck] checks concurrent structures.
/// Seeded simulation of whole histories will live here too.
package dev.floe.fuzz;
