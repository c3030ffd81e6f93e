/// A soak: for as long as is asked, readers, writers and maintenance work at a fixed pace on
/// repositories on local files and in a bucket, and nothing may grow, be wrong, be lost or be late.
///
/// ```
/// mvn -q -Psoak                        an hour
/// mvn -q -Psoak -Dminutes=10
/// mvn -q -Psoak -Dminutes=10 -Dsoak.args=--local
/// ```
///
/// | who | does what |
/// |---|---|
/// | [GroupWriter] | overwrites four chunks and a small one in a commit that rebases |
/// | [Appender] | grows an array chunk by chunk, and begins it anew when it is long |
/// | [Probe] | reads chunks one at a time at fixed times, and takes the time |
/// | [GroupReader] | reads whole groups in batches, and parts of chunks |
/// | [Upkeep] | looks for every acknowledged commit, expires, collects, trims, rewrites manifests |
///
/// [Ledger] knows what a reader must find. [Gauges] are read from time to time, [Trend] judges
/// whether one of them grows, [Verdict] has the bounds, and [SoakPage] draws all of it.
package dev.floe.bench.soak;
