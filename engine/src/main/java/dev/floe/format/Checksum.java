package dev.floe.format;

import java.time.Instant;
import java.util.Objects;

/// What a virtual chunk's source must still be like when it is read. The text of an etag is kept as
/// given, quotes included or not.
public sealed interface Checksum {
  /// Whether a source still is as it was. Quotes around etags do not count. A source may have been
  /// changed before the noted time and in the second that begins there, for whole seconds are
  /// noted.
  ///
  /// @param etag the source's entity tag; for local files inode, microseconds of the last change
  ///   and length, in hexadecimal, with dashes between
  default boolean matches(String etag, Instant lastModified) {
    return switch (this) {
      case ETag(String noted) -> unquoted(noted).equals(unquoted(etag));
      case LastModified(long seconds) -> lastModified.getEpochSecond() <= seconds;
    };
  }

  private static String unquoted(String etag) {
    int length = etag.length();
    return length >= 2 && etag.charAt(0) == '"' && etag.charAt(length - 1) == '"'
        ? etag.substring(1, length - 1)
        : etag;
  }

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

    /// The note to make of a source that was last changed at this time: the next whole second, for
    /// the reference refuses a source that is any younger than the note. A change within that
    /// second goes unnoticed.
    public static LastModified of(Instant lastModified) {
      return new LastModified(
          lastModified.getEpochSecond() + (lastModified.getNano() == 0 ? 0 : 1));
    }
  }
}
