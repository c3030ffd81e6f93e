/// Signed range reads of S3, client beside client: how many a second, what they cost the processor
/// and the heap. The server is a process of its own: ours, versitygw, or nginx.
///
/// ```
/// mvn -q -Pbench -Dbench.main=dev.floe.bench.s3.S3Table                     all sizes, ten minutes
/// mvn -q -Pbench -Dbench.main=dev.floe.bench.s3.S3Table -Dbench.args=--short
/// mvn -q -Pbench -Djmh=s3.S3Read -Djmh.args="-p client=FLOE,BARE -p inFlight=16"
/// ```
///
/// [S3Table] takes the clients in turn, so that whatever else the machine does meets all of them,
/// and [S3ReadBench] one after the other in fresh virtual machines.
package dev.floe.bench.s3;
