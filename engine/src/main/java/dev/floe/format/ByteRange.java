package dev.floe.format;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;

/// Which bytes of a value are wanted. Strict, with one rule for chunks and documents: `start ≤ end
/// ≤ length`, `offset ≤ length`, `count ≤ length`; an empty range gives no bytes.
///
/// [#start] and [#end] resolve a range against a length without allocating; [#clamped] is for
/// callers that expect ranges to be cut at the end.
public sealed interface ByteRange {
  /// Everything.
  static ByteRange all() {
    return From.ALL;
  }

  /// The bytes from `start`, inclusive, to `end`, exclusive.
  static ByteRange of(long start, long end) {
    return new Bounded(start, end);
  }

  /// The bytes from `offset` on.
  static ByteRange from(long offset) {
    return offset == 0 ? From.ALL : new From(offset);
  }

  /// The last `count` bytes.
  static ByteRange last(long count) {
    return new Last(count);
  }

  /// From `start`, inclusive, to `end`, exclusive.
  record Bounded(long start, long end) implements ByteRange {
    public Bounded {
      if (start < 0 || end < start) {
        throw invalid("0 ≤ start ≤ end", start + ":" + end);
      }
    }
  }

  /// From `offset` to the end.
  record From(long offset) implements ByteRange {
    private static final From ALL = new From(0);

    public From {
      if (offset < 0) {
        throw invalid("an offset of at least 0", offset + ":");
      }
    }
  }

  /// The last `count` bytes: a true suffix.
  record Last(long count) implements ByteRange {
    public Last {
      if (count < 0) {
        throw invalid("a count of at least 0", "-" + count);
      }
    }
  }

  /// Where the range begins in a value of `length` bytes; throws `invalid-byte-range` if it does
  /// not lie within.
  default long start(long length) {
    return switch (this) {
      case Bounded(long start, long end) when end <= length -> start;
      case From(long offset) when offset <= length -> offset;
      case Last(long count) when count <= length -> length - count;
      case Bounded b -> throw outside(length);
      case From f -> throw outside(length);
      case Last l -> throw outside(length);
    };
  }

  /// Where the range ends, exclusive, in a value of `length` bytes that [#start] has accepted.
  default long end(long length) {
    return this instanceof Bounded bounded ? bounded.end : length;
  }

  /// This range cut to what a value of `length` bytes has.
  default ByteRange clamped(long length) {
    return switch (this) {
      case Bounded(long start, long end) -> of(Math.min(start, length), Math.min(end, length));
      case From(long offset) -> from(Math.min(offset, length));
      case Last(long count) -> last(Math.min(count, length));
    };
  }

  private InvalidInputException outside(long length) {
    return invalid("a range within " + length + " bytes", toText());
  }

  /// The command line's form: `A:B`, `A:` or `-N`.
  default String toText() {
    return switch (this) {
      case Bounded(long start, long end) -> start + ":" + end;
      case From(long offset) -> offset + ":";
      case Last(long count) -> "-" + count;
    };
  }

  private static InvalidInputException invalid(String expected, String found) {
    return new InvalidInputException(
        ErrorKind.INVALID_BYTE_RANGE, "byte range: expected " + expected + ", found " + found);
  }
}
