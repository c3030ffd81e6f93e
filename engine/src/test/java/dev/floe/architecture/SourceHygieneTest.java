package dev.floe.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What every source file of every module keeps to.
class SourceHygieneTest {
  private static final int LONGEST_FILE_LINES = 600;
  private static final int LONGEST_LINE_COLUMNS = 100;
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
  private static final Pattern EMPTY_NAME =
      Pattern.compile("(Default\\p{Lu}\\w*|\\w*(Impl|Manager|Utils?|Helper))");
  private static final Pattern ACCESSOR =
      Pattern.compile(
          "^\\s*(?:@Override )?public (?!void)[\\w<>\\[\\], .?]+ (get\\p{Lu}\\w*)\\(\\)");

  /// Names of the reference's that begin with a verb all the same.
  private static final Set<String> SPEC_NAMES = Set.of("getPartialValuesConcurrency");

  private static final Pattern AWAITED = Pattern.compile("Thread\\.sleep\\(|^\\s*@Disabled");

  private static List<String> inMain(String name, List<String> lines) {
    List<String> found = new ArrayList<>(everywhere(name, lines));
    if (EMPTY_NAME.matcher(name).matches() && !name.equals("AssetManager")) {
      found.add(name + ": a name that says nothing");
    }
    for (int i = 0; i < lines.size(); i++) {
      String at = name + ":" + (i + 1);
      if (UNFINISHED.matcher(lines.get(i)).find()) {
        found.add(at + ": unfinished");
      }
      Matcher accessor = ACCESSOR.matcher(lines.get(i));
      if (accessor.find() && !overridden(lines, i) && !SPEC_NAMES.contains(accessor.group(1))) {
        found.add(at + ": an accessor called " + accessor.group(1));
      }
    }
    return found;
  }

  private static boolean overridden(List<String> lines, int index) {
    return lines.get(index).contains("@Override")
        || (index > 0 && lines.get(index - 1).contains("@Override"));
  }

  private static List<String> everywhere(String name, List<String> lines) {
    List<String> found = new ArrayList<>();
    if (lines.size() > LONGEST_FILE_LINES) {
      found.add(name + ": " + lines.size() + " lines");
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int columns = line.codePointCount(0, line.length());
      if (columns > LONGEST_LINE_COLUMNS && !line.contains("://") && !line.startsWith("import ")) {
        found.add(name + ":" + (i + 1) + ": " + columns + " columns");
      }
    }
    return found;
  }

  private static List<String> inTests(String name, List<String> lines) {
    List<String> found = new ArrayList<>(everywhere(name, lines));
    for (int i = 0; i < lines.size(); i++) {
      if (AWAITED.matcher(lines.get(i)).find()) {
        found.add(name + ":" + (i + 1) + ": sleeps or is skipped");
      }
    }
    return found;
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ".java".length());
  }

  @Test
  void mainSourcesAreClean() {
    List<Path> files = Sources.files("main");
    assertTrue(files.size() > 50, "files found: " + files.size());
    assertEquals(
        List.of(),
        files.stream().flatMap(f -> inMain(name(f), Sources.lines(f)).stream()).toList());
  }

  @Test
  void testSourcesAreClean() {
    List<Path> files = Sources.files("test");
    assertFalse(files.isEmpty());
    assertEquals(
        List.of(),
        files.stream()
            .filter(file -> !file.endsWith("SourceHygieneTest.java"))
            .flatMap(file -> inTests(name(file), Sources.lines(file)).stream())
            .toList());
  }

  @Test
  void everyRuleFindsItsBreach() {
    assertEquals(List.of("A:2: unfinished"), inMain("A", List.of("", "// TODO later")));
    assertEquals(List.of("A:1: unfinished"), inMain("A", List.of("/// FIXME")));
    assertEquals(List.of(), inMain("A", List.of("todo TODOS")));
    assertEquals(List.of("A: 601 lines"), inMain("A", Collections.nCopies(601, "")));
    assertEquals(List.of(), inMain("A", Collections.nCopies(600, "")));
    assertEquals(List.of("A:1: 101 columns"), inMain("A", List.of("x".repeat(101))));
    assertEquals(List.of(), inMain("A", List.of("é".repeat(100))));
    assertEquals(List.of(), inMain("A", List.of("/// https://" + "x".repeat(101))));
    for (String name : List.of("StoreImpl", "PoolManager", "IoUtils", "IoUtil", "DefaultStore")) {
      assertEquals(List.of(name + ": a name that says nothing"), inMain(name, List.of()));
    }
    for (String name : List.of("AssetManager", "Defaults", "Implicit", "Utilization")) {
      assertEquals(List.of(), inMain(name, List.of()));
    }
    assertEquals(
        List.of("A:1: an accessor called getName"),
        inMain("A", List.of("  public String getName() {")));
    assertEquals(
        List.of(),
        inMain("A", List.of("  @Override", "  public String getName() {", "  public V get() {")));
    assertEquals(
        List.of("A:1: sleeps or is skipped"), inTests("A", List.of("    Thread.sleep(10);")));
    assertEquals(List.of("A:1: sleeps or is skipped"), inTests("A", List.of("  @Disabled")));
  }
}
