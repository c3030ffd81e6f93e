package dev.floe.spec.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A piece of an object.
record BodyRange(int offset, int length) {
  private static final Pattern HEADER = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /// The piece that a `Range` header names.
  ///
  /// @return empty when the header is absent or none that S3 understands, which it then ignores
  static Optional<BodyRange> of(Optional<String> header, int size) {
    Matcher range = HEADER.matcher(header.orElse("").strip());
    if (!range.matches() || range.group().equals("bytes=-")) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long suffix = Math.min(Long.parseLong(range.group(2)), size);
      return Optional.of(satisfiable(size - suffix, size - 1L, size, header.get()));
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    return last < first
        ? Optional.empty()
        : Optional.of(satisfiable(first, Math.min(last, size - 1L), size, header.get()));
  }

  private static BodyRange satisfiable(long first, long last, int size, String header) {
    if (first >= size) {
      throw new S3Error(416, "InvalidRange", "The requested range is not satisfiable")
          .with("RangeRequested", header)
          .with("ActualObjectSize", size);
    }
    return new BodyRange((int) first, (int) (last - first + 1));
  }

  /// One of the same length elsewhere, inside the object.
  BodyRange shifted(int bytes, int size) {
    return new BodyRange(Math.clamp(offset + (long) bytes, 0, size - length), length);
  }

  /// The value of `Content-Range`.
  String of(int size) {
    return "bytes " + offset + "-" + (offset + length - 1) + "/" + size;
  }
}
