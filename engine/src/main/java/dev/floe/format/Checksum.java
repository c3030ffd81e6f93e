package dev.floe.format;

import java.util.Objects;

/// What a virtual chunk's source must still be like when it is read. The text of an etag is kept as
/// given, quotes included or not.
public sealed interface Checksum {
  /// The entity tag of the source object.
  record ETag(String etag) implements Checksum {
    public ETag {
      Objects.requireNonNull(etag, "etag");
    }
  }

  /// The source must not have changed after this time: whole seconds since 1970, unsigned 32 bits.
  record LastModified(long epochSeconds) implements Checksum {
    public LastModified {
      if (epochSeconds < 0 || epochSeconds > 0xffff_ffffL) {
        throw new IllegalArgumentException("epochSeconds does not fit u32: " + epochSeconds);
      }
    }
  }
}
