package dev.floe.cli;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ByteRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Byte ranges as the command line writes them: `A:B`, `A:` and `-N`.
final class Ranges {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}):(\\d{1,18})?|-(\\d{1,18})");

  private Ranges() {}

  static ByteRange parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InvalidInputException(
          ErrorKind.INVALID_BYTE_RANGE,
          "byte range: expected A:B, A: or -N, found \"" + Plain.line(text) + "\"");
    }
    if (form.group(3) != null) {
      return ByteRange.last(Long.parseLong(form.group(3)));
    }
    long start = Long.parseLong(form.group(1));
    return form.group(2) == null
        ? ByteRange.from(start)
        : ByteRange.of(start, Long.parseLong(form.group(2)));
  }
}
