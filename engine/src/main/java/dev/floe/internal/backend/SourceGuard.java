package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.Checksum;
import java.time.Instant;

/// Compares the source of a virtual chunk with what was noted when the reference was made.
final class SourceGuard {
  private SourceGuard() {}

  /// Fails with `virtual-chunk-modified` unless the source still is as `expected`. Quotes around an
  /// etag do not count, and neither does the fraction of the last-modified second: references carry
  /// whole seconds.
  static void check(Checksum expected, String location, String etag, Instant lastModified) {
    boolean same =
        switch (expected) {
          case Checksum.ETag(String wanted) -> unquoted(wanted).equals(unquoted(etag));
          case Checksum.LastModified(long seconds) -> lastModified.getEpochSecond() <= seconds;
        };
    if (!same) {
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

  private static String unquoted(String etag) {
    int length = etag.length();
    return length >= 2 && etag.charAt(0) == '"' && etag.charAt(length - 1) == '"'
        ? etag.substring(1, length - 1)
        : etag;
  }
}
