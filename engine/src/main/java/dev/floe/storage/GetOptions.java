package dev.floe.storage;

import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import java.util.Objects;
import java.util.Optional;

/// What is asked of a read.
///
/// @param range which bytes; strict, as [ByteRange] says
/// @param unlessVersion answer [GetResult.Unchanged] if the object still is at this version
/// @param guard fail with `virtual-chunk-modified` unless the object is as this says
public record GetOptions(
    ByteRange range, Optional<ObjectVersion> unlessVersion, Optional<Checksum> guard) {
  /// The whole object, whatever its version.
  public static final GetOptions WHOLE = range(ByteRange.all());

  public GetOptions {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(unlessVersion, "unlessVersion");
    Objects.requireNonNull(guard, "guard");
  }

  /// Some bytes, whatever the version.
  public static GetOptions range(ByteRange range) {
    return new GetOptions(range, Optional.empty(), Optional.empty());
  }

  /// The whole object, unless it still is at `version`.
  public static GetOptions unless(ObjectVersion version) {
    return new GetOptions(ByteRange.all(), Optional.of(version), Optional.empty());
  }

  /// Some bytes of an object that must be as `guard` says.
  public static GetOptions guarded(ByteRange range, Optional<Checksum> guard) {
    return new GetOptions(range, Optional.empty(), guard);
  }
}
