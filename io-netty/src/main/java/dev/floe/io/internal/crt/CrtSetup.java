package dev.floe.io.internal.crt;

import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.Origin;
import dev.floe.memory.SegmentPool;
import java.util.Optional;

/// What the native client is to be.
///
/// @param fromBytes how long a range is at least that it reads
/// @param origin the one server that it asks
/// @param signing how it signs
/// @param http time-outs, connections, trust and proxies
/// @param memory what its buffers count against; empty if nobody counts
record CrtSetup(
    long fromBytes,
    Origin origin,
    CrtSigning signing,
    HttpOptions http,
    Optional<SegmentPool> memory) {
  CrtSetup with(HttpOptions otherHttp, SegmentPool pool) {
    return new CrtSetup(fromBytes, origin, signing, otherHttp, Optional.of(pool));
  }
}
