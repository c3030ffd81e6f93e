package dev.floe.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.format.JsonValue.JsonNull;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  private static JsonWriter write(JsonWriter json) {
    return json.object()
        .member("b", "é\n\"")
        .member("a", -1L)
        .member("yes", true)
        .absent("none")
        .member("text", (String) null)
        .name("list")
        .array()
        .value(1)
        .array()
        .end()
        .object()
        .end()
        .end()
        .member("free", JsonText.parse("{\"z\":[1.5,{}],\"y\":null}", "test"))
        .end();
  }

  private static final String LINE =
      "{\"b\":\"é\\n\\\"\",\"a\":-1,\"yes\":true,\"none\":null,\"text\":null,"
          + "\"list\":[1,[],{}],\"free\":{\"y\":null,\"z\":[1.5,{}]}}";

  @Test
  void membersKeepTheirOrder() {
    assertEquals(LINE, write(new JsonWriter()).toString());
  }

  @Test
  void linesAreIndentedAsJsonTextDoes() {
    JsonWriter json = JsonWriter.pretty();
    JsonValue value = JsonText.parse(LINE, "test");
    assertEquals(JsonText.pretty(value), json.value(value).toString());
    assertEquals(value, JsonText.parse(write(json.clear()).toString(), "test"));
    assertEquals("{\n  \"b\": \"é\\n\\\"\",\n  \"a\": -1,", firstLines(json.toString(), 3));
  }

  private static String firstLines(String text, int count) {
    return String.join("\n", text.lines().limit(count).toList());
  }

  @Test
  void aValueAloneIsWrittenAsItIs() {
    assertEquals("null", new JsonWriter().value(JsonNull.INSTANCE).toString());
    assertEquals("[]", JsonWriter.pretty().array().end().toString());
    assertEquals("2", new JsonWriter().value("x").clear().value(2).toString());
  }
}
