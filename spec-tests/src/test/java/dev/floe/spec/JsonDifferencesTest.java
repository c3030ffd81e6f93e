package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JsonDifferencesTest {
  @Test
  void equalValuesHaveNone() {
    assertEquals(List.of(), between("{\"a\":[1,{\"b\":null}]}", "{\"a\":[1,{\"b\":null}]}"));
    assertEquals(List.of(), between("18446744073709551615", "18446744073709551615"));
  }

  @Test
  void everyKindOfDifferenceIsTold() {
    List<String> told =
        between("{\"a\":[1,2],\"b\":\"x\",\"c\":1}", "{\"a\":[1],\"b\":null,\"d\":2}");
    assertEquals(
        List.of(
            "/a[1]: expected 2, Floe says nothing",
            "/b: expected \"x\", Floe says null",
            "/c: expected 1, Floe says nothing",
            "/d: expected nothing, Floe says 2"),
        told);
  }

  @Test
  void anIntegerIsNotADouble() {
    assertTrue(between("1", "1.0").size() == 1);
    assertTrue(between("1", "true").size() == 1);
  }

  private static List<String> between(String expected, String actual) {
    return JsonDifferences.between(tree(expected), tree(actual));
  }

  private static JsonNode tree(String text) {
    return GoldenRepository.JSON.readTree(text);
  }
}
