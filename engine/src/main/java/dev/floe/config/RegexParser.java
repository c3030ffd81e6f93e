package dev.floe.config;

import dev.floe.config.RegexNode.Anchor;
import dev.floe.config.RegexNode.Choice;
import dev.floe.config.RegexNode.OneOf;
import dev.floe.config.RegexNode.Place;
import dev.floe.config.RegexNode.Repeat;
import dev.floe.config.RegexNode.Sequence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/// Reads the syntax of Rust's `regex` crate. What that refuses — look-around, back references,
/// unknown escapes — is refused here.
final class RegexParser {
  /// An expression that is not one.
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String message) {
      super(message, null, false, false);
    }
  }

  private enum Flag {
    IGNORE_CASE('i'),
    LINES('m'),
    DOT_ALL('s'),
    CARRIAGE_RETURN('R'),
    LAZY('U'),
    VERBOSE('x'),
    UNICODE('u');

    private final char letter;

    Flag(char letter) {
      this.letter = letter;
    }

    static Flag of(int letter) throws Invalid {
      for (Flag flag : values()) {
        if (flag.letter == letter) {
          return flag;
        }
      }
      throw new Invalid("unknown flag");
    }
  }

  private static final int MAX_DEPTH = 100;
  private static final int MAX_COUNT = 100_000;
  private static final int MAX_REPEATS = 10;

  private final int[] text;
  private final Set<String> names = new HashSet<>();
  private int at;
  private int depth;
  private Set<Flag> flags = EnumSet.of(Flag.UNICODE);

  private RegexParser(String pattern) {
    this.text = pattern.codePoints().toArray();
  }

  static RegexNode parse(String pattern) throws Invalid {
    RegexParser parser = new RegexParser(pattern);
    RegexNode node = parser.choice();
    if (parser.more()) {
      throw new Invalid("unopened group");
    }
    return node;
  }

  private RegexNode choice() throws Invalid {
    if (++depth > MAX_DEPTH) {
      throw new Invalid("nested too deep");
    }
    Set<Flag> before = flags;
    List<RegexNode> branches = new ArrayList<>();
    branches.add(sequence());
    while (more() && text[at] == '|') {
      at++;
      branches.add(sequence());
    }
    flags = before;
    depth--;
    return branches.size() == 1 ? branches.getFirst() : new Choice(branches);
  }

  private RegexNode sequence() throws Invalid {
    List<RegexNode> nodes = new ArrayList<>();
    int repeats = MAX_REPEATS;
    while (more() && text[at] != '|' && text[at] != ')') {
      int c = text[at];
      if (c == '*' || c == '+' || c == '?' || c == '{') {
        if (repeats++ == MAX_REPEATS) {
          throw new Invalid("nothing to repeat, or repeated too often");
        }
        nodes.add(repeat(nodes.removeLast()));
      } else if (isFlagDirective()) {
        flagDirective();
        repeats = MAX_REPEATS;
      } else {
        nodes.add(atom());
        repeats = 0;
      }
    }
    return nodes.size() == 1 ? nodes.getFirst() : new Sequence(nodes);
  }

  private RegexNode repeat(RegexNode node) throws Invalid {
    int min = 0;
    int max = Repeat.UNLIMITED;
    switch (text[at++]) {
      case '+' -> min = 1;
      case '?' -> max = 1;
      case '{' -> {
        skipBlanks();
        min = count();
        max = min;
        if (peek() == ',') {
          at++;
          skipBlanks();
          max = peek() == '}' ? Repeat.UNLIMITED : count();
        }
        expect('}');
      }
      default -> {}
    }
    if (max != Repeat.UNLIMITED && max < min) {
      throw new Invalid("repetition from more to less");
    }
    if (more() && text[at] == '?') {
      at++;
    }
    return new Repeat(node, min, max);
  }

  private int count() throws Invalid {
    int value = 0;
    int digits = 0;
    while (RegexSets.isAsciiDigit(peek())) {
      value = Math.min(MAX_COUNT + 1, value * 10 + text[at++] - '0');
      digits++;
    }
    if (digits == 0 || value > MAX_COUNT) {
      throw new Invalid("repetition without a usable number");
    }
    skipBlanks();
    return value;
  }

  private void skipBlanks() {
    while (peek() == ' ') {
      at++;
    }
  }

  private RegexNode atom() throws Invalid {
    int c = text[at++];
    return switch (c) {
      case '(' -> group();
      case '[' -> bracketed();
      case '.' -> new OneOf(dot());
      case '^' -> new Place(edge(Anchor.TEXT_START, Anchor.LINE_START, Anchor.CRLF_LINE_START));
      case '$' -> new Place(edge(Anchor.TEXT_END, Anchor.LINE_END, Anchor.CRLF_LINE_END));
      case '\\' -> escape();
      default -> literal(c);
    };
  }

  private IntPredicate dot() {
    if (is(Flag.DOT_ALL)) {
      return c -> true;
    }
    return is(Flag.CARRIAGE_RETURN) ? c -> c != '\n' && c != '\r' : c -> c != '\n';
  }

  private Anchor edge(Anchor ofText, Anchor ofLine, Anchor ofLineWithCarriageReturn) {
    if (!is(Flag.LINES)) {
      return ofText;
    }
    return is(Flag.CARRIAGE_RETURN) ? ofLineWithCarriageReturn : ofLine;
  }

  private RegexNode bracketed() throws Invalid {
    int start = at;
    IntPredicate set = new RegexClassParser(this).bracketed();
    return new OneOf(set, at - start);
  }

  private RegexNode literal(int c) {
    return new OneOf(cased(x -> x == c));
  }

  /// A set, widened if case does not count.
  IntPredicate cased(IntPredicate set) {
    return is(Flag.IGNORE_CASE) ? RegexSets.ignoringCase(set) : set;
  }

  private RegexNode group() throws Invalid {
    Set<Flag> before = flags;
    if (peek() == '?') {
      at++;
      if (peek() == 'P' || peek() == '<') {
        groupName();
      } else {
        flags = flags();
        expect(':');
      }
    }
    RegexNode node = choice();
    expect(')');
    flags = before;
    return node;
  }

  private void groupName() throws Invalid {
    if (peek() == 'P') {
      at++;
    }
    expect('<');
    int start = at;
    while (RegexSets.isWord(peek()) || (at > start && (peek() == '.' || peek() == '['))) {
      at++;
    }
    if (at == start || RegexSets.isAsciiDigit(text[start])) {
      throw new Invalid("group without a name");
    }
    if (!names.add(new String(text, start, at - start))) {
      throw new Invalid("two groups of one name");
    }
    expect('>');
  }

  /// Whether `(?flags)` stands here, which is for what follows in the group.
  private boolean isFlagDirective() {
    if (text[at] != '(' || at + 1 >= text.length || text[at + 1] != '?') {
      return false;
    }
    int i = at + 2;
    while (i < text.length && (Character.isLetter(text[i]) || text[i] == '-')) {
      i++;
    }
    return i < text.length && i > at + 2 && text[i] == ')';
  }

  private void flagDirective() throws Invalid {
    at += 2;
    flags = flags();
    expect(')');
  }

  /// The flags that apply after such as `is-m`; each may stand there once, and one behind the minus
  /// if there is one.
  private Set<Flag> flags() throws Invalid {
    Set<Flag> now = EnumSet.copyOf(flags);
    Set<Flag> seen = EnumSet.noneOf(Flag.class);
    boolean minus = false;
    boolean lastWasMinus = false;
    while (peek() != ':' && peek() != ')') {
      int c = next();
      lastWasMinus = c == '-';
      if (lastWasMinus) {
        if (minus) {
          throw new Invalid("a second minus");
        }
        minus = true;
        continue;
      }
      Flag flag = Flag.of(c);
      if (!seen.add(flag)) {
        throw new Invalid("a flag twice");
      }
      if (minus) {
        now.remove(flag);
      } else {
        now.add(flag);
      }
    }
    if (lastWasMinus) {
      throw new Invalid("minus without a flag");
    }
    return now;
  }

  private boolean is(Flag flag) {
    return flags.contains(flag);
  }

  private RegexNode escape() throws Invalid {
    int c = next();
    switch (c) {
      case 'A':
        return new Place(Anchor.TEXT_START);
      case 'z':
        return new Place(Anchor.TEXT_END);
      case 'b':
        return wordEdge();
      case 'B':
        return new Place(is(Flag.UNICODE) ? Anchor.NO_WORD_EDGE : Anchor.NO_ASCII_WORD_EDGE);
      case '<':
        return new Place(Anchor.WORD_START);
      case '>':
        return new Place(Anchor.WORD_END);
      default:
        at--;
        return new OneOf(cased(escapedSet()));
    }
  }

  private RegexNode wordEdge() throws Invalid {
    for (var edge :
        List.of(
            new NamedEdge("{start}", Anchor.WORD_START),
            new NamedEdge("{end}", Anchor.WORD_END),
            new NamedEdge("{start-half}", Anchor.HALF_WORD_START),
            new NamedEdge("{end-half}", Anchor.HALF_WORD_END))) {
      if (lookingAt(edge.name)) {
        at += edge.name.length();
        return new Place(edge.anchor);
      }
    }
    return new Place(is(Flag.UNICODE) ? Anchor.WORD_EDGE : Anchor.ASCII_WORD_EDGE);
  }

  private record NamedEdge(String name, Anchor anchor) {}

  /// What stands behind a backslash, in a class or outside: a set, or one code point.
  IntPredicate escapedSet() throws Invalid {
    int c = next();
    if (c == 'p' || c == 'P') {
      return property(c == 'P');
    }
    var perl = RegexSets.perl(c, is(Flag.UNICODE));
    if (perl.isPresent()) {
      return perl.get();
    }
    at--;
    int one = escapedCodePoint();
    return x -> x == one;
  }

  private IntPredicate property(boolean negated) throws Invalid {
    String name;
    if (peek() == '{') {
      int end = ++at;
      while (end < text.length && text[end] != '}') {
        end++;
      }
      name = new String(text, at, end - at);
      at = end;
      expect('}');
    } else {
      name = Character.toString(next());
    }
    IntPredicate set =
        RegexSets.property(name.replace(':', '='))
            .orElseThrow(() -> new Invalid("unknown property"));
    return negated ? set.negate() : set;
  }

  /// The one code point that an escape stands for.
  int escapedCodePoint() throws Invalid {
    int c = next();
    return switch (c) {
      case 'a' -> 7;
      case 'f' -> '\f';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'v' -> 11;
      case 'x' -> hex(2);
      case 'u' -> hex(4);
      case 'U' -> hex(8);
      default -> {
        if (c >= 128 || RegexSets.isAsciiWord(c) && c != '_' || c == '<' || c == '>') {
          throw new Invalid("unknown escape");
        }
        yield c;
      }
    };
  }

  private int hex(int digits) throws Invalid {
    long value = 0;
    if (peek() == '{') {
      at++;
      int start = at;
      while (peek() != '}') {
        value = Math.min(Integer.MAX_VALUE, value * 16 + hexDigit());
      }
      if (at == start) {
        throw new Invalid("empty number");
      }
      at++;
    } else {
      for (int i = 0; i < digits; i++) {
        value = value * 16 + hexDigit();
      }
    }
    boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
    if (value > Character.MAX_CODE_POINT || surrogate || (value > 127 && !is(Flag.UNICODE))) {
      throw new Invalid("not a character");
    }
    return (int) value;
  }

  private int hexDigit() throws Invalid {
    int c = next();
    int digit = c < 128 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw new Invalid("not a digit");
    }
    return digit;
  }

  /// Whether anything is left; in verbose mode blanks and comments are nothing.
  boolean more() {
    while (is(Flag.VERBOSE) && at < text.length) {
      if (text[at] == '#') {
        while (at < text.length && text[at] != '\n') {
          at++;
        }
      } else if (RegexSets.perl('s', true).orElseThrow().test(text[at])) {
        at++;
      } else {
        return true;
      }
    }
    return at < text.length;
  }

  /// The next code point, or -1 at the end.
  int peek() {
    return at < text.length ? text[at] : -1;
  }

  int next() throws Invalid {
    if (at == text.length) {
      throw new Invalid("ends too early");
    }
    return text[at++];
  }

  boolean lookingAt(String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (at + i >= text.length || text[at + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  void skip(int count) {
    at += count;
  }

  private void expect(int c) throws Invalid {
    if (next() != c) {
      throw new Invalid("expected " + Character.toString(c));
    }
  }

  void enter() throws Invalid {
    if (++depth > MAX_DEPTH) {
      throw new Invalid("nested too deep");
    }
  }

  void leave() {
    depth--;
  }
}
