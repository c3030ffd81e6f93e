package dev.floe.spec.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/// Dates of headers, documents and signatures.
final class Dates {
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LISTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SIGNED =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static volatile Second latest = new Second(Long.MIN_VALUE, "");

  private Dates() {}

  /// A second since 1970, as headers have it.
  private record Second(long number, String text) {}

  static String http(Instant moment) {
    Second second = latest;
    if (second.number != moment.getEpochSecond()) {
      second = new Second(moment.getEpochSecond(), HTTP.format(moment));
      latest = second;
    }
    return second.text;
  }

  static String listed(Instant moment) {
    return LISTED.format(moment);
  }

  /// The moment of a header, empty when it is none: S3 ignores such conditions.
  static Optional<Instant> ofHttp(String text) {
    return parsed(DateTimeFormatter.RFC_1123_DATE_TIME, text);
  }

  /// The moment of a signature.
  static Optional<Instant> ofSigned(String text) {
    return parsed(SIGNED, text);
  }

  private static Optional<Instant> parsed(DateTimeFormatter format, String text) {
    try {
      return Optional.of(Instant.from(format.parse(text)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  static Instant seconds(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS);
  }
}
