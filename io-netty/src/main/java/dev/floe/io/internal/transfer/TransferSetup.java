package dev.floe.io.internal.transfer;

import dev.floe.config.ChecksumAlgorithm;
import dev.floe.io.internal.crt.CrtSigning;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.Origin;
import java.net.URI;
import java.util.Optional;

/// What the manager is to be.
///
/// @param fromBytes how long an object is at least that it moves
/// @param origin the server that is asked
/// @param endpoint its URL, without the bucket
/// @param pathStyle whether the bucket stands in the path
/// @param signing how requests are signed
/// @param checksum what is sent with bodies, if anything
/// @param http time-outs, trust and proxies
public record TransferSetup(
    long fromBytes,
    Origin origin,
    URI endpoint,
    boolean pathStyle,
    CrtSigning signing,
    Optional<ChecksumAlgorithm> checksum,
    HttpOptions http) {}
