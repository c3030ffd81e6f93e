/// Model checking of the small concurrent structures of the engine: a few operations of a few
/// threads, in every interleaving that the checker comes to, each of which must end, keep the rules
/// of the structure, and answer as some order of the operations one after the other would.
///
/// `mvn verify` runs a few scenarios of each; the long run is `mvn -q -Pfuzz -Dfuzz=lincheck
/// -Dminutes=5 -Dtarget=segment-pool`. Scenarios and interleavings are drawn from fixed seeds, so
/// that each run of a length is the same; a failure is printed with the interleaving that leads to
/// it.
package dev.floe.fuzz.lincheck;
