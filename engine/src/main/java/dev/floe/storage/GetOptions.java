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
/// @param purpose what it is for, where the storage [wants][Storage#wantsPurpose()] to hear it
public record GetOptions(
    ByteRange range,
    Optional<ObjectVersion> unlessVersion,
    Optional<Checksum> guard,
    Optional<Purpose> purpose) {
  /// The whole object, whatever its version.
  public static final GetOptions WHOLE = range(ByteRange.all());

  public GetOptions {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(unlessVersion, "unlessVersion");
    Objects.requireNonNull(guard, "guard");
    Objects.requireNonNull(purpose, "purpose");
  }

  /// Some bytes, whatever the version.
  public static GetOptions range(ByteRange range) {
    return new GetOptions(range, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// The whole object, unless it still is at `version`.
  public static GetOptions unless(ObjectVersion version) {
    return new GetOptions(
        ByteRange.all(), Optional.of(version), Optional.empty(), Optional.empty());
  }

  /// Some bytes of an object that must be as `guard` says.
  public static GetOptions guarded(ByteRange range, Optional<Checksum> guard) {
    return new GetOptions(range, Optional.empty(), guard, Optional.empty());
  }

  /// The same of other bytes.
  public GetOptions withRange(ByteRange other) {
    return new GetOptions(other, unlessVersion, guard, purpose);
  }

  /// The same for a purpose.
  public GetOptions withPurpose(Purpose why) {
    return new GetOptions(range, unlessVersion, guard, Optional.of(why));
  }
}
