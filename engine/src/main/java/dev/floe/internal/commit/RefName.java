package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;

/// Which names new branches and tags may have: segments between slashes, none of them empty, `.` or
/// `..`, without control characters. Names that other writers stored are read whatever they are.
final class RefName {
  private RefName() {}

  /// Answers `name`, or refuses it with `invalid-ref-name`.
  static String checked(String name) {
    for (String segment : name.split("/", -1)) {
      boolean control = segment.chars().anyMatch(Character::isISOControl);
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || control) {
        throw new InvalidInputException(
            ErrorKind.INVALID_REF_NAME,
            "ref name: expected segments between slashes that are not empty, \".\" or \"..\" and"
                + " have no control characters, found \""
                + name
                + "\"");
      }
    }
    return name;
  }
}
