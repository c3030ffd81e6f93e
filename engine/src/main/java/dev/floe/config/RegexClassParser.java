package dev.floe.config;

import dev.floe.config.RegexParser.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// Reads what stands between square brackets: characters, ranges, named sets, classes in classes,
/// and the operators `&&`, `--` and `~~`, which bind less than juxtaposition and from left to
/// right.
final class RegexClassParser {
  private static final IntPredicate NONE = c -> false;
  private static final int MAX_OPERANDS = 50;

  private final RegexParser in;

  RegexClassParser(RegexParser in) {
    this.in = in;
  }

  /// A class, the opening bracket being read.
  IntPredicate bracketed() throws Invalid {
    in.enter();
    boolean negated = in.peek() == '^';
    if (negated) {
      in.skip(1);
    }
    IntPredicate left = NONE;
    char operator = 0;
    int operands = 0;
    while (true) {
      IntPredicate right = union(operands == 0);
      left = combined(left, operator, right);
      if (++operands > MAX_OPERANDS) {
        throw new Invalid("too many operators");
      }
      if (in.lookingAt("&&") || in.lookingAt("--") || in.lookingAt("~~")) {
        operator = (char) in.peek();
        in.skip(2);
      } else {
        break;
      }
    }
    if (in.next() != ']') {
      throw new Invalid("unclosed class");
    }
    in.leave();
    IntPredicate set = in.cased(left);
    return negated ? set.negate() : set;
  }

  private static IntPredicate combined(IntPredicate left, char operator, IntPredicate right) {
    return switch (operator) {
      case '&' -> left.and(right);
      case '-' -> left.and(right.negate());
      case '~' -> c -> left.test(c) != right.test(c);
      default -> right;
    };
  }

  private IntPredicate union(boolean first) throws Invalid {
    List<IntPredicate> items = new ArrayList<>();
    boolean start = first;
    while (true) {
      boolean more = in.more();
      int c = in.peek();
      if (!more) {
        throw new Invalid("unclosed class");
      }
      boolean operator = in.lookingAt("&&") || in.lookingAt("--") || in.lookingAt("~~");
      if ((c == ']' && !start) || (operator && !(start && c == '-'))) {
        return anyOf(items.toArray(IntPredicate[]::new));
      }
      items.add(item(start));
      start = start && c == '-';
    }
  }

  private static IntPredicate anyOf(IntPredicate[] items) {
    return c -> {
      for (IntPredicate item : items) {
        if (item.test(c)) {
          return true;
        }
      }
      return false;
    };
  }

  private IntPredicate item(boolean start) throws Invalid {
    if (in.peek() == '[') {
      IntPredicate posix = posixOrNull();
      if (posix != null) {
        return posix;
      }
      in.skip(1);
      return bracketed();
    }
    if (in.peek() == '\\') {
      in.skip(1);
      if (isSet(in.peek())) {
        return in.escapedSet();
      }
      return range(in.escapedCodePoint(), start);
    }
    return range(in.next(), start);
  }

  private static boolean isSet(int letter) {
    return letter == 'p' || letter == 'P' || RegexSets.perl(letter, true).isPresent();
  }

  /// A range, or the one code point if none follows. A dash before the closing bracket is itself.
  private IntPredicate range(int from, boolean start) throws Invalid {
    in.more();
    if (in.peek() != '-' || in.lookingAt("-]") || in.lookingAt("--") || (start && from == '-')) {
      return c -> c == from;
    }
    in.skip(1);
    in.more();
    int to = in.next();
    if (to == '\\') {
      to = in.escapedCodePoint();
    } else if (to == '[') {
      throw new Invalid("range to a class");
    }
    int last = to;
    if (last < from) {
      throw new Invalid("range from more to less");
    }
    return c -> c >= from && c <= last;
  }

  private IntPredicate posixOrNull() throws Invalid {
    if (!in.lookingAt("[:")) {
      return null;
    }
    for (String negation : new String[] {"", "^"}) {
      for (String name :
          new String[] {
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print",
            "punct", "space", "upper", "word", "xdigit"
          }) {
        String text = "[:" + negation + name + ":]";
        if (in.lookingAt(text)) {
          in.skip(text.length());
          IntPredicate set = RegexSets.posix(name).orElseThrow();
          return negation.isEmpty() ? set : set.negate();
        }
      }
    }
    return null;
  }
}
