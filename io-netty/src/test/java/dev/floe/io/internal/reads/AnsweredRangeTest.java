package dev.floe.io.internal.reads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.format.ByteRange;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.Headers;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Which answers are answers to a range.
class AnsweredRangeTest {
  private static Optional<AnsweredRange> of(int status, String said, ByteRange asked) {
    Headers headers = said.isEmpty() ? Headers.NONE : Headers.of("Content-Range", said);
    OptionalLong length = status == 200 ? OptionalLong.of(100) : OptionalLong.empty();
    return AnsweredRange.of(new AnswerHead(status, headers, length), asked);
  }

  private static Optional<AnsweredRange> is(long first, long end, long length) {
    return Optional.of(new AnsweredRange(first, end, length));
  }

  @Test
  void theWholeIsAnsweredWith200() {
    assertEquals(is(0, 100, 100), of(200, "", ByteRange.all()));
    assertEquals(Optional.empty(), of(206, "bytes 0-99/100", ByteRange.all()));
    AnswerHead open = new AnswerHead(200, Headers.NONE, OptionalLong.empty());
    assertEquals(Optional.empty(), AnsweredRange.of(open, ByteRange.all()), "without a length");
  }

  @Test
  void rangesAreAnsweredWithThemselvesOrCutAtTheEnd() {
    assertEquals(is(3, 7, 9), of(206, "bytes 3-6/9", ByteRange.of(3, 7)));
    assertEquals(is(3, 9, 9), of(206, "bytes 3-8/9", ByteRange.of(3, 20)));
    assertEquals(is(3, 9, 9), of(206, "bytes 3-8/9", ByteRange.from(3)));
    assertEquals(is(6, 9, 9), of(206, "bytes 6-8/9", ByteRange.last(3)));
    assertEquals(is(0, 9, 9), of(206, "bytes 0-8/9", ByteRange.last(20)));
  }

  @Test
  void anythingElseIsNoAnswer() {
    assertEquals(Optional.empty(), of(200, "", ByteRange.of(3, 7)), "the range was ignored");
    assertEquals(Optional.empty(), of(206, "", ByteRange.of(3, 7)));
    for (String said :
        new String[] {
          "bytes 3-5/9",
          "bytes 2-6/9",
          "bytes 3-7/9",
          "bytes 3-6/*",
          "bytes 3-6",
          "3-6/9",
          "bytes 3-6/99999999999999999999",
          "bytes 6-3/9",
          "bytes */9"
        }) {
      assertEquals(Optional.empty(), of(206, said, ByteRange.of(3, 7)), said);
    }
    assertEquals(Optional.empty(), of(206, "bytes 3-7/9", ByteRange.from(3)));
    assertEquals(Optional.empty(), of(206, "bytes 5-8/9", ByteRange.last(3)));
    assertEquals(is(9, 9, 9), of(206, "bytes 9-8/9", ByteRange.from(9)), "Azurite says so");
    Headers headers = Headers.of("Content-Range", "bytes 3-6/9");
    AnswerHead other = new AnswerHead(206, headers, OptionalLong.of(5));
    assertEquals(Optional.empty(), AnsweredRange.of(other, ByteRange.of(3, 7)), "another length");
  }
}
