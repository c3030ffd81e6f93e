/// Benchmarks whose repositories take seconds to minutes to build.
package dev.floe.bench.large;
