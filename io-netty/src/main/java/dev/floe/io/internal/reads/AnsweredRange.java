package dev.floe.io.internal.reads;

import dev.floe.format.ByteRange;
import dev.floe.io.internal.http.AnswerHead;
import java.util.Optional;
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
record AnsweredRange(long first, long end, long objectBytes) {
  private static final Pattern FORM = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  /// The value of a `Range` header; empty for the whole object.
  static Optional<String> header(ByteRange range) {
    return switch (range) {
      case ByteRange.Bounded(long start, long end) ->
          Optional.of("bytes=" + start + "-" + (end - 1));
      case ByteRange.From(long offset) ->
          offset == 0 ? Optional.empty() : Optional.of("bytes=" + offset + "-");
      case ByteRange.Last(long count) -> Optional.of("bytes=-" + count);
    };
  }

  /// Whether no request can ask for a range, for it has no bytes.
  static boolean isEmpty(ByteRange range) {
    return switch (range) {
      case ByteRange.Bounded(long start, long end) -> start == end;
      case ByteRange.From _ -> false;
      case ByteRange.Last(long count) -> count == 0;
    };
  }

  /// What a successful answer to a request for `asked` brings; empty if it is no answer to that.
  static Optional<AnsweredRange> of(AnswerHead head, ByteRange asked) {
    if (header(asked).isEmpty()) {
      return head.status() == 200 && head.contentLength().isPresent()
          ? Optional.of(
              new AnsweredRange(
                  0, head.contentLength().getAsLong(), head.contentLength().getAsLong()))
          : Optional.empty();
    }
    Matcher said = FORM.matcher(head.headers().first("Content-Range").orElse(""));
    if (head.status() != 206 || !said.matches()) {
      return Optional.empty();
    }
    AnsweredRange found =
        new AnsweredRange(
            Long.parseLong(said.group(1)),
            Long.parseLong(said.group(2)) + 1,
            Long.parseLong(said.group(3)));
    boolean exact =
        head.contentLength().isEmpty() || head.contentLength().getAsLong() == found.lengthBytes();
    return exact && found.answers(asked) ? Optional.of(found) : Optional.empty();
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
    // Azurite says 206 where others say 416: from the end on there is nothing, and that is right.
    boolean empty = asked instanceof ByteRange.From && first == objectBytes;
    return first == wantedFirst && end == wantedEnd && (first < end || empty);
  }

  long lengthBytes() {
    return end - first;
  }
}
