package dev.floe.config;

import java.util.Objects;
import java.util.Optional;

/// A regular expression that is searched for in paths and names, in the syntax and with the meaning
/// of Rust's `regex` crate: unanchored, Unicode-aware, without look-around or back references.
///
/// Expressions come out of repositories that others write, so a search takes time in proportion to
/// the text, whatever the expression. One that is invalid, longer than [#MAX_LENGTH] or grows too
/// large when its repetitions are written out is found nowhere. Immutable, safe on any thread.
public final class RegexSearch {
  /// The longest expression that is understood, in characters.
  public static final int MAX_LENGTH = 10_000;

  private final String pattern;
  private final Optional<RegexProgram> program;

  private RegexSearch(String pattern, Optional<RegexProgram> program) {
    this.pattern = pattern;
    this.program = program;
  }

  /// An expression; one that cannot be understood is found nowhere.
  public static RegexSearch of(String pattern) {
    Objects.requireNonNull(pattern, "pattern");
    if (pattern.length() > MAX_LENGTH) {
      return new RegexSearch(pattern, Optional.empty());
    }
    try {
      RegexProgram program = RegexProgram.of(RegexParser.parse(pattern));
      return new RegexSearch(pattern, Optional.of(program));
    } catch (RegexParser.Invalid _) {
      return new RegexSearch(pattern, Optional.empty());
    }
  }

  /// The expression as written.
  public String pattern() {
    return pattern;
  }

  /// Whether the expression is understood.
  public boolean isValid() {
    return program.isPresent();
  }

  /// Whether any part of the text matches.
  public boolean finds(String text) {
    return program.isPresent() && program.get().finds(text);
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
