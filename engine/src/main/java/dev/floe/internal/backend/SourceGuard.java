package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.Checksum;
import java.time.Instant;

/// Compares the source of a virtual chunk with what was noted when the reference was made.
public final class SourceGuard {
  private SourceGuard() {}

  /// Fails with `virtual-chunk-modified` unless the source still is as `expected`.
  public static void check(Checksum expected, String location, String etag, Instant lastModified) {
    if (!expected.matches(etag, lastModified)) {
      throw new VirtualChunkException(
          ErrorKind.VIRTUAL_CHUNK_MODIFIED,
          "virtual chunk source "
              + location
              + ": expected "
              + wanted(expected)
              + ", found etag "
              + etag
              + " last modified "
              + lastModified);
    }
  }

  private static String wanted(Checksum expected) {
    return switch (expected) {
      case Checksum.ETag(String etag) -> "etag " + etag;
      case Checksum.LastModified(long seconds) ->
          "no change after " + Instant.ofEpochSecond(seconds);
    };
  }
}
