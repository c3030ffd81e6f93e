package dev.floe.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;

/// The sets of code points that expressions name.
final class RegexSets {
  static final IntPredicate ANY = c -> true;

  /// Long names of general categories, in loose spelling; the JDK knows only the short ones.
  private static final Map<String, String> CATEGORIES =
      Map.ofEntries(
          Map.entry("letter", "L"),
          Map.entry("uppercaseletter", "Lu"),
          Map.entry("lowercaseletter", "Ll"),
          Map.entry("titlecaseletter", "Lt"),
          Map.entry("casedletter", "LC"),
          Map.entry("modifierletter", "Lm"),
          Map.entry("otherletter", "Lo"),
          Map.entry("mark", "M"),
          Map.entry("combiningmark", "M"),
          Map.entry("nonspacingmark", "Mn"),
          Map.entry("spacingmark", "Mc"),
          Map.entry("enclosingmark", "Me"),
          Map.entry("number", "N"),
          Map.entry("decimalnumber", "Nd"),
          Map.entry("digit", "Nd"),
          Map.entry("letternumber", "Nl"),
          Map.entry("othernumber", "No"),
          Map.entry("punctuation", "P"),
          Map.entry("punct", "P"),
          Map.entry("connectorpunctuation", "Pc"),
          Map.entry("dashpunctuation", "Pd"),
          Map.entry("openpunctuation", "Ps"),
          Map.entry("closepunctuation", "Pe"),
          Map.entry("initialpunctuation", "Pi"),
          Map.entry("finalpunctuation", "Pf"),
          Map.entry("otherpunctuation", "Po"),
          Map.entry("symbol", "S"),
          Map.entry("mathsymbol", "Sm"),
          Map.entry("currencysymbol", "Sc"),
          Map.entry("modifiersymbol", "Sk"),
          Map.entry("othersymbol", "So"),
          Map.entry("separator", "Z"),
          Map.entry("spaceseparator", "Zs"),
          Map.entry("lineseparator", "Zl"),
          Map.entry("paragraphseparator", "Zp"),
          Map.entry("other", "C"),
          Map.entry("control", "Cc"),
          Map.entry("format", "Cf"),
          Map.entry("surrogate", "Cs"),
          Map.entry("privateuse", "Co"),
          Map.entry("unassigned", "Cn"));

  private RegexSets() {}

  static boolean isWord(int c) {
    if (c < 128) {
      return isAsciiWord(c);
    }
    int type = Character.getType(c);
    return Character.isAlphabetic(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.CONNECTOR_PUNCTUATION
        || c == 0x200c
        || c == 0x200d;
  }

  static boolean isAsciiWord(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isAsciiDigit(c) || c == '_';
  }

  static boolean isAsciiDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isDigit(int c) {
    return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
  }

  private static boolean isAsciiSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isSpace(int c) {
    return isAsciiSpace(c)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /// The set of `\d`, `\s`, `\w` and their opposites.
  static Optional<IntPredicate> perl(int letter, boolean unicode) {
    IntPredicate set =
        switch (Character.toLowerCase(letter)) {
          case 'd' -> unicode ? RegexSets::isDigit : RegexSets::isAsciiDigit;
          case 's' -> unicode ? RegexSets::isSpace : RegexSets::isAsciiSpace;
          case 'w' -> unicode ? RegexSets::isWord : RegexSets::isAsciiWord;
          default -> null;
        };
    return Optional.ofNullable(set).map(s -> Character.isUpperCase(letter) ? s.negate() : s);
  }

  /// The set of `[:name:]`, which is of ASCII alone.
  static Optional<IntPredicate> posix(String name) {
    IntPredicate letter = c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return Optional.ofNullable(
        switch (name) {
          case "alnum" -> letter.or(RegexSets::isAsciiDigit);
          case "alpha" -> letter;
          case "ascii" -> c -> c < 128;
          case "blank" -> c -> c == ' ' || c == '\t';
          case "cntrl" -> c -> c < 32 || c == 127;
          case "digit" -> RegexSets::isAsciiDigit;
          case "graph" -> c -> c > 32 && c < 127;
          case "lower" -> c -> c >= 'a' && c <= 'z';
          case "print" -> c -> c >= 32 && c < 127;
          case "punct" -> letter.or(RegexSets::isAsciiDigit).negate().and(c -> c > 32 && c < 127);
          case "space" -> RegexSets::isAsciiSpace;
          case "upper" -> c -> c >= 'A' && c <= 'Z';
          case "word" -> RegexSets::isAsciiWord;
          case "xdigit" -> c -> c < 128 && Character.digit(c, 16) >= 0;
          default -> null;
        });
  }

  /// The set of `\p{name}`: a category, a script, a binary property, or `kind=value`.
  static Optional<IntPredicate> property(String name) {
    if (name.isEmpty() || name.length() > 60 || !name.chars().allMatch(RegexSets::isInName)) {
      return Optional.empty();
    }
    String loose = loose(name);
    switch (loose) {
      case "any":
        return Optional.of(ANY);
      case "ascii":
        return Optional.of(c -> c < 128);
      case "assigned":
        return Optional.of(Character::isDefined);
      default:
        break;
    }
    int equals = name.indexOf('=');
    if (equals >= 0) {
      String kind = loose(name.substring(0, equals));
      String value = name.substring(equals + 1);
      return switch (kind) {
        case "gc", "generalcategory" -> category(loose(value));
        case "sc", "script", "scx", "scriptextensions" ->
            compiled("\\p{IsScript=" + value + "}").or(() -> compiled("\\p{script=" + value + "}"));
        default -> Optional.empty();
      };
    }
    return category(loose).or(() -> compiled("\\p{Is" + name + "}"));
  }

  private static Optional<IntPredicate> category(String loose) {
    String known = CATEGORIES.get(loose);
    if (known != null) {
      return compiled("\\p{" + known + "}");
    }
    if (loose.length() > 2 || loose.isEmpty()) {
      return Optional.empty();
    }
    return compiled(
        "\\p{" + loose.substring(0, 1).toUpperCase(Locale.ROOT) + loose.substring(1) + "}");
  }

  /// One code point at a time, so that nothing can run away.
  private static Optional<IntPredicate> compiled(String set) {
    try {
      var single = Pattern.compile(set).asMatchPredicate();
      return Optional.of(c -> single.test(Character.toString(c)));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isInName(int c) {
    return isAsciiWord(c) || c == ' ' || c == '-' || c == '=';
  }

  private static String loose(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
  }

  /// The set with everything that differs from it only by case.
  static IntPredicate ignoringCase(IntPredicate set) {
    return c -> {
      int folded = folded(c);
      if (set.test(c) || set.test(folded) || set.test(Character.toUpperCase(folded))) {
        return true;
      }
      for (int alike : Alike.BY_FOLDED.getOrDefault(folded, Alike.NONE)) {
        if (set.test(alike)) {
          return true;
        }
      }
      return false;
    };
  }

  private static int folded(int c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  /// Code points that are alike but for case and are neither the lower nor the upper form of each
  /// other, such as `s` and `ſ`. Found once, when a first expression ignores case.
  private static final class Alike {
    static final int[] NONE = {};
    static final Map<Integer, int[]> BY_FOLDED = new HashMap<>();

    static {
      for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
        int folded = folded(c);
        if (folded != c && Character.toUpperCase(folded) != c) {
          BY_FOLDED.merge(
              folded,
              new int[] {c},
              (a, b) -> IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray());
        }
      }
    }
  }
}
