package dev.floe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSearchTest {
  /// `searches.json` holds what Rust's `regex` crate answers, as a digit for each text.
  @Test
  void findsWhatTheRustCrateFinds() throws IOException {
    JsonObject file;
    try (InputStream in = getClass().getResourceAsStream("/regex/searches.json")) {
      file = (JsonObject) JsonText.parse(in.readAllBytes(), "searches.json");
    }
    List<String> texts =
        ((JsonArray) file.members().get("texts"))
            .elements().stream().map(text -> ((JsonString) text).value()).toList();
    List<String> differences = new ArrayList<>();
    int cases = 0;
    for (var each : ((JsonArray) file.members().get("cases")).elements()) {
      var members = ((JsonObject) each).members();
      String pattern = ((JsonString) members.get("pattern")).value();
      String found = ((JsonString) members.get("found")).value();
      RegexSearch search = RegexSearch.of(pattern);
      if (found.equals("invalid") == search.isValid()) {
        differences.add(pattern + ": " + (search.isValid() ? "valid" : "invalid"));
      } else if (search.isValid()) {
        for (int i = 0; i < texts.size(); i++) {
          if (search.finds(texts.get(i)) != (found.charAt(i) == '1')) {
            differences.add(pattern + " in " + texts.get(i));
          }
        }
      }
      cases++;
    }
    assertEquals(List.of(), differences);
    assertTrue(cases > 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(a|aa)+$",
        "(a*)*b",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(?:){100000}",
        "(?:(?:(?:){100000}){100000}){100000}",
        "((a{100}){100}){100}",
        "(((((((((((a*)*)*)*)*)*)*)*)*)*)*)*b",
        "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x",
        "a{0,9999}b"
      })
  void noExpressionRunsAway(String pattern) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          RegexSearch search = RegexSearch.of(pattern);
          assertFalse(search.finds("a".repeat(200_000)) && search.finds("c"), pattern);
          search.finds("a".repeat(1_000) + "!");
        });
  }

  @Test
  void expressionsAreBounded() {
    assertFalse(RegexSearch.of("a".repeat(9_999)).finds("a".repeat(1_000)));
    assertTrue(RegexSearch.of("a".repeat(10_000)).isValid());
    assertFalse(RegexSearch.of("a".repeat(10_001)).isValid());
    assertTrue(RegexSearch.of("a{19999}").isValid());
    assertFalse(RegexSearch.of("a{20000}").isValid());
    assertFalse(RegexSearch.of("(".repeat(5_000) + ")".repeat(5_000)).isValid());
    assertFalse(RegexSearch.of("[".repeat(5_000) + "a" + "]".repeat(4_999)).isValid());
    assertFalse(RegexSearch.of("a" + "*".repeat(9_000)).isValid());
    assertTrue(RegexSearch.of("[" + "ab".repeat(4_000) + "]").finds("b"));
    assertFalse(RegexSearch.of("[a" + "&&a".repeat(3_000) + "]").isValid());
  }

  @Property(tries = 2_000)
  void agreesWithTheJdkWhereTheSyntaxIsTheSame(
      @ForAll("patterns") String pattern, @ForAll("texts") String text) {
    assertEquals(
        Pattern.compile(pattern, Pattern.UNIX_LINES).matcher(text).find(),
        RegexSearch.of(pattern).finds(text),
        () -> pattern + " in " + text);
  }

  @Property(tries = 2_000)
  void anyTextAsAnExpressionOnlyEverFindsOrDoesNot(@ForAll String pattern, @ForAll String text) {
    RegexSearch.of(pattern).finds(text);
    RegexSearch.of("(?x)[" + pattern).finds(text);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("ab-\n").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> patterns() {
    return patterns(3);
  }

  private static Arbitrary<String> patterns(int depth) {
    Arbitrary<String> leaf =
        Arbitraries.of("a", "b", "-", ".", "[ab]", "[^a]", "\\w", "\\W", "^", "\\z", "\\b", "");
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<String> inner = patterns(depth - 1);
    return Arbitraries.oneOf(
        leaf,
        inner.list().ofMaxSize(3).map(parts -> String.join("", parts)),
        inner.list().ofMinSize(2).ofMaxSize(3).map(parts -> "(" + String.join("|", parts) + ")"),
        inner.map(p -> "(?:" + p + ")*"),
        inner.map(p -> "(?:" + p + ")+?"),
        inner.map(p -> "(?:" + p + "){1,2}"),
        inner.map(p -> "(?:" + p + ")?"));
  }
}
