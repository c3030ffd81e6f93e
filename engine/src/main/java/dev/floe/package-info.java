/// What a user touches first: [Repository], [Session], [Version]; and the map of everything behind.
///
/// ```
/// dev.floe               Repository, Session, ForkSession, Version, Engine and their options
/// dev.floe.error         the family of exceptions with their kinds; every package may import it
/// dev.floe.format        the values of the specification; imports error only
/// dev.floe.config        a repository's configuration: layers, merging, JSON
/// dev.floe.storage       the object store interface; a URL becomes a Storage by ServiceLoader
/// dev.floe.memory        SegmentPool, SegmentLease: who owns memory, and how much there may be
/// dev.floe.virtual       containers, authorization and locations of virtual chunks
/// dev.floe.zarr          the Zarr store over a session; typed arrays and codecs will live here
/// dev.floe.inspect       the metadata files as JSON
/// dev.floe.conflict      what stands between a session and others' commits, and who decides
/// dev.floe.maintenance   expiration, garbage collection, and verification of everything reached
/// dev.floe.jfr           flight-recorder events
/// dev.floe.internal
///   flatbuffers          bytes, not Icechunk
///   codec                segment in, segment out
///   binary               the envelope and the metadata files as views and writers
///   backend              in-memory and local-filesystem storage
///   asset                typed fetch and write, cache, single flight
///   read                 locate, plan, fetch
///   commit               change set, flush, the loop that swaps the repository file, history
///   concurrent           time, chance, permits, back-off, futures
/// ```
///
/// Data flows one way: storage → asset → read → zarr. `internal` never imports this package; a test
/// over the compiled classes holds every edge.
///
/// A chunk read: [dev.floe.zarr.Store] takes the key apart without allocating, finds the array it
/// resolved before, looks the coordinates up in the session's changes and then in a manifest where
/// it lies, and copies from wherever the reference points: the manifest, an open chunk object, a
/// pack not yet stored, a foreign file. A batch does the same for all its reads first, plans
/// requests, and completes when nothing writes to any destination any more.
///
/// A commit: the changes are frozen and packs stored; manifests, then snapshot and transaction log
/// are written under fresh names, and while they are on their way the repository file is read and
/// saved; then one loop derives the next state from it and swaps, reading and saving again, until
/// the swap took effect, somebody else won, or nobody can tell. Handles that were given one engine
/// and one storage have their caches and their committer in common, by `OpenRepositories`, so that
/// what is committed through several of them goes through one swap too. An amended commit takes its
/// base's place, a detached one none. A session that moves nodes commits where they are, and
/// nothing else. A fork is a session on a detached snapshot of what another had changed; that one
/// takes its changes over. Codecs have their place in `internal.codec` and none of their code yet;
/// other object stores theirs behind [dev.floe.storage.StorageProvider]; simulation behind
/// `internal.concurrent`'s sources of time, chance and threads, which every part takes as a
/// parameter.
package dev.floe;
