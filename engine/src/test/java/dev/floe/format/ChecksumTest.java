package dev.floe.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {
  private static final Instant ANY = Instant.EPOCH;

  @ParameterizedTest
  @CsvSource({
    "a1-5f-10, a1-5f-10, true",
    "\"a1-5f-10\", a1-5f-10, true",
    "a1-5f-10, \"a1-5f-10\", true",
    "\"a1-5f-10\", \"a1-5f-10\", true",
    "a1-5f-10, a1-5f-11, false",
    "a1-5f-10, A1-5F-10, false",
    "\", \", true",
    "\"a, a, false"
  })
  void quotesAroundEtagsDoNotCount(String noted, String found, boolean same) {
    assertEquals(same, new Checksum.ETag(noted).matches(found, ANY));
  }

  @Test
  void aChangeInTheNotedSecondIsNoChange() {
    Checksum noted = new Checksum.LastModified(100);
    assertTrue(noted.matches("", Instant.ofEpochSecond(100, 999_999_999)));
    assertTrue(noted.matches("", Instant.ofEpochSecond(100)));
    assertTrue(noted.matches("", Instant.ofEpochSecond(99, 999_999_999)));
    assertFalse(noted.matches("", Instant.ofEpochSecond(101)));
  }

  /// The reference reads a source only if it is not a nanosecond younger than the note.
  @Property
  void whatIsNotedIsNeverOlderThanTheSource(
      @ForAll @LongRange(max = 0xffff_fffeL) long seconds,
      @ForAll @IntRange(max = 999_999_999) int nanos) {
    Instant modified = Instant.ofEpochSecond(seconds, nanos);
    Checksum.LastModified noted = Checksum.LastModified.of(modified);
    assertFalse(modified.isAfter(Instant.ofEpochSecond(noted.epochSeconds())));
    assertTrue(noted.matches("", modified));
    assertFalse(noted.matches("", modified.plusSeconds(2)));
  }

  @Test
  void timesBeyondTheFormatAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Checksum.LastModified(1L << 32));
    assertThrows(
        IllegalArgumentException.class,
        () -> Checksum.LastModified.of(Instant.ofEpochSecond(0xffff_ffffL, 1)));
  }
}
