package dev.floe.io.internal.s3;

import dev.floe.format.ByteRange;
import dev.floe.io.internal.http.AnswerHead;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which bytes an answer brings.
///
/// ```
/// Content-Range: bytes 1000-1999/5000      first 1000, end 2000, object 5000
/// ```
///
/// @param first the offset of the first byte
/// @param end the offset after the last
/// @param objectBytes how long the whole object is
record ContentRange(long first, long end, long objectBytes) {
  private static final Pattern FORM = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  /// What an answer of success says; empty if it is not the answer to what was asked.
  static Optional<ContentRange> of(AnswerHead head, ByteRange asked) {
    if (header(asked).isEmpty()) {
      OptionalLong length = head.contentLength();
      return head.status() == 200 && length.isPresent()
          ? Optional.of(new ContentRange(0, length.getAsLong(), length.getAsLong()))
          : Optional.empty();
    }
    Matcher said = FORM.matcher(head.headers().first("Content-Range").orElse(""));
    if (head.status() != 206 || !said.matches()) {
      return Optional.empty();
    }
    ContentRange found =
        new ContentRange(
            Long.parseLong(said.group(1)),
            Long.parseLong(said.group(2)) + 1,
            Long.parseLong(said.group(3)));
    boolean exact =
        head.contentLength().isEmpty() || head.contentLength().getAsLong() == found.lengthBytes();
    return exact && found.answers(asked) ? Optional.of(found) : Optional.empty();
  }

  /// The header of a range; empty for everything.
  static Optional<String> header(ByteRange range) {
    return switch (range) {
      case ByteRange.Bounded(long start, long end) ->
          Optional.of("bytes=" + start + "-" + (end - 1));
      case ByteRange.From(long offset) ->
          offset == 0 ? Optional.empty() : Optional.of("bytes=" + offset + "-");
      case ByteRange.Last(long count) -> Optional.of("bytes=-" + count);
    };
  }

  /// Whether no request can ask for a range: it has no bytes.
  static boolean isEmpty(ByteRange range) {
    return switch (range) {
      case ByteRange.Bounded(long start, long end) -> start == end;
      case ByteRange.From _ -> false;
      case ByteRange.Last(long count) -> count == 0;
    };
  }

  /// Servers cut ranges at the end of the object; nothing else is an answer.
  private boolean answers(ByteRange asked) {
    long wantedFirst =
        switch (asked) {
          case ByteRange.Bounded(long start, long _) -> start;
          case ByteRange.From(long offset) -> offset;
          case ByteRange.Last(long count) -> Math.max(0, objectBytes - count);
        };
    long wantedEnd =
        asked instanceof ByteRange.Bounded(long _, long to)
            ? Math.min(to, objectBytes)
            : objectBytes;
    return first == wantedFirst && end == wantedEnd && first < end;
  }

  long lengthBytes() {
    return end - first;
  }
}
