/// Floe as a peer of the comparison, and the floor: what the machine gives without an engine.
///
/// A peer is a process that answers the requests of `bench/reference/src/main.rs`, a line each; the
/// same cases stand there in Rust and in `bench/reference/peer.py`. To add a case, add it to
/// [dev.floe.bench.compare.Plan] and to each peer that has something like it.
package dev.floe.bench.compare.peer;
