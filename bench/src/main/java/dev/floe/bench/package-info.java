/// Benchmarks, each beside the floor it is measured against: the plain copy, read or look-up of the
/// same bytes. Those in this package take seconds; those in `dev.floe.bench.large` build
/// repositories of gigabytes or millions of references first.
///
/// ```
/// mvn -q -Pbench -Djmh=Pool
/// mvn -q -Pbench -Djmh=GetBench -Djmh.args="-p lengthBytes=1048576"
/// mvn -q -Pbench -Djmh=large.ReadAll
/// mvn -q -Pbench -Dshort
/// ```
///
/// | question | class |
/// |---|---|
/// | one chunk: whole, in part, whether it is there, set | `GetBench`, `GridBench`, `SetBench` |
/// | many chunks: planned, in one batch | `PlanBench`, `VirtualReadBench`, `large.ReadAllBench` |
/// | over HTTP and S3 | `HttpGetBench`, `S3ReadBench` |
/// | finding a reference, listing, what a session changed | `large.LookupBench`, `ListBench`, |
/// | | `ChangeSetWriteBench`, `large.ChangeSetBench` |
/// | commits: into many, after many, at once, over others | `CommitBench`, `large.HistoryBench`, |
/// | | `GroupCommitBench`, `RebaseBench` |
/// | opening, differences, collection | `OpenBench`, `DiffBench`, `CollectionBench` |
/// | what is below: memory, codecs, manifests, the machine | `PoolBench`, `CodecBench`, |
/// | | `ManifestBench`, `FloorBench` |
///
/// What runs as a program: `soak` for an hour of everything, `tiles` for a service under load,
/// [StartUp], `compare` beside the reference, `s3.S3Table`.
package dev.floe.bench;
