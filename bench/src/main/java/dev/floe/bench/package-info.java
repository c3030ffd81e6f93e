/// Benchmarks, each beside the floor it is measured against: the plain copy, read or look-up of the
/// same bytes. Those in this package take seconds; those in `dev.floe.bench.large` build
/// repositories of gigabytes or millions of references first.
///
/// ```
/// mvn -q -Pbench -Djmh=Pool
/// mvn -q -Pbench -Djmh=LocalGet -Djmh.args="-p lengthBytes=1048576"
/// mvn -q -Pbench -Djmh=large.ReadAll
/// ```
package dev.floe.bench;
