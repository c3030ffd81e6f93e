/// Native memory under one hard limit: a pool of segments and the leases it hands out. These are
/// the only public memory types, for whoever reads chunks without copying them, hands out memory of
/// their own, or wants caches, transports and chunks to share one budget.
///
/// The rules of memory in Floe:
///
/// * M1 — A bare `MemorySegment` parameter is borrowed for the call. Ownership moves only as a
///   [dev.floe.memory.SegmentLease].
/// * M2 — The caller supplies the destination; transports and codecs fill it and return a count.
/// * M3 — Who creates closes, in the same method where possible; else the owner is `AutoCloseable`
///   and says so in its first sentence.
/// * M4 — Long-lived memory comes from few large shared arenas closed with the pool: closing one
///   stops every thread for about 0.1 ms.
/// * M5 — Scratch is a confined arena in one try-with-resources.
/// * M6 — No automatic arena and no thread-local scratch; the global arena only for library
///   look-up.
/// * M7 — Transport buffers never cross the storage interface.
/// * M8 — JNI codecs see addresses or views of live leases only, and only the codecs and transports
///   make them.
/// * M9 — Sizes and offsets are `long`; one checked narrowing at a `ByteBuffer` edge.
/// * M10 — Every test runs on a checked pool: a scope per lease, memory poisoned on release, double
///   close, late use and late writes reported, leaks reported with the stack that leased them.
/// * M11 — The pool has a hard limit; exhaustion waits in a bounded queue with a deadline. Cache
///   entries are weighed in bytes and hold their own lease. Who needs many leases together takes
///   what is to be had at once, or gives all back and waits as the only one
///   ([dev.floe.memory.Gathering]).
///
/// Layout of the pool: *regions*, each an arena of its own, are carved into *slabs* of equal
/// *slots*, one slab size class each; a lease larger than the largest class takes a whole region.
/// Empty slabs and returned regions are reused, recarved or closed, whichever makes room first.
/// Before more memory is committed, but once a second at most, slabs that nobody used meanwhile are
/// recarved for others, and what lay idle since the last time is closed.
///
/// Pools that come one after another in a process, as those of stores in memory do, leave a bounded
/// part of their regions to the next one instead ([dev.floe.memory.SegmentPool#inTurn]), with pages
/// that the system may take back when memory is short.
package dev.floe.memory;
