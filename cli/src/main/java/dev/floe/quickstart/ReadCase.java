package dev.floe.quickstart;

import java.time.Duration;

/// What one kind of reads did.
///
/// @param reads how many were asked for
/// @param bytes how many bytes they delivered
/// @param elapsed from the first asked to the last delivered
/// @param p50Nanos half of the reads were delivered after at most this
/// @param p99Nanos 99 of 100 reads were delivered after at most this
/// @param requests how many requests went to storage
/// @param heapBytes what all threads allocated on the heap meanwhile
record ReadCase(
    String name,
    long reads,
    long bytes,
    Duration elapsed,
    long p50Nanos,
    long p99Nanos,
    long requests,
    long heapBytes) {}
