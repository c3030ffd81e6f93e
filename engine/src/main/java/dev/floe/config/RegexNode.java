package dev.floe.config;

import java.util.List;
import java.util.function.IntPredicate;

/// A parsed regular expression. Only whether it is found matters, so groups and greed are gone.
sealed interface RegexNode {
  /// One code point of a set; asking the set costs about as much as its weight.
  record OneOf(IntPredicate set, int weight) implements RegexNode {
    OneOf(IntPredicate set) {
      this(set, 1);
    }
  }

  /// One after the other; none is the empty expression.
  record Sequence(List<RegexNode> nodes) implements RegexNode {}

  /// Any of these.
  record Choice(List<RegexNode> nodes) implements RegexNode {}

  /// From `min` to `max` times; [#UNLIMITED] is no limit.
  record Repeat(RegexNode node, int min, int max) implements RegexNode {
    static final int UNLIMITED = -1;
  }

  /// A place between two code points.
  record Place(Anchor anchor) implements RegexNode {}

  /// The places that can be asked for; `w` are word characters of Unicode, `ascii` those of ASCII.
  enum Anchor {
    TEXT_START,
    TEXT_END,
    LINE_START,
    LINE_END,
    CRLF_LINE_START,
    CRLF_LINE_END,
    WORD_EDGE,
    NO_WORD_EDGE,
    WORD_START,
    WORD_END,
    HALF_WORD_START,
    HALF_WORD_END,
    ASCII_WORD_EDGE,
    NO_ASCII_WORD_EDGE
  }

  /// The empty expression, which is found everywhere.
  RegexNode EMPTY = new Sequence(List.of());
}
