/// The side-by-side comparison: `mvn -q -Pcompare` runs the same work on the same bytes in Floe, in
/// the reference's Python binding, in its Rust core and without any engine (the floor),
/// interleaved, and asserts that all of them read and wrote the same.
///
/// [dev.floe.bench.compare.Plan] gathers the cases of the classes that end in `Cases`,
/// [dev.floe.bench.compare.Targets] says what they are to reach, and
/// [dev.floe.bench.compare.Sources] has the servers and foreign files that some need;
/// [dev.floe.bench.compare.Peers] names the peers, each a process
/// ([dev.floe.bench.compare.PeerProcess]); [dev.floe.bench.compare.Interleaved] measures one case,
/// and the rest tells of it: on the terminal, as JSON and as a page.
package dev.floe.bench.compare;
