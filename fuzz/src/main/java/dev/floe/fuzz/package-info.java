/// Trying to break what Floe promises: processes that commit at the same time and are killed,
/// processes that work for one session or read far more than they may hold, a network that loses,
/// cuts and delays, and real faults of a machine.
///
/// ```
/// sim        whole histories of several writers on one seed, in a store where all goes wrong
/// real       processes of the machine and what really befalls them
/// isolation  what sessions saw and wrote -> the cycles in it, by name
/// hostile    what parsers make of bytes that nobody meant for them
/// lincheck   interleavings of the structures that threads share
/// ```
package dev.floe.fuzz;
