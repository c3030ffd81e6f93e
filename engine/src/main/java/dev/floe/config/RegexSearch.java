package dev.floe.config;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression that is searched for in paths and names.
public final class RegexSearch {
  private final String pattern;

  private RegexSearch(String pattern) {
    this.pattern = pattern;
  }

  /// An expression; one that cannot be understood finds nothing.
  public static RegexSearch of(String pattern) {
    return new RegexSearch(pattern);
  }

  /// The expression as written.
  public String pattern() {
    return pattern;
  }

  /// Whether any part of the text matches.
  public boolean finds(String text) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegexSearch that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
