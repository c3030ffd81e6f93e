package dev.floe.format;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// JSON text to [JsonValue] and back. Reading is strict, RFC 8259 and nothing else: integers are
/// exact, a key may stand once in an object, `NaN`, comments, a byte order mark, unpaired
/// surrogates and anything behind the value are refused. Values nest at most [#MAX_DEPTH] deep,
/// numbers have at most 1,000 characters; memory is a small multiple of the text.
///
/// What people hand in is `parse`d and fails as [InvalidInputException]; what a repository holds is
/// `read` and fails as [FormatException]. Safe on any thread.
public final class JsonText {
  /// How deep lists and objects may nest, which is what the reference reads.
  public static final int MAX_DEPTH = 127;

  private static final int MAX_NUMBER_LENGTH = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonText() {}

  /// The value of a text that someone handed in.
  ///
  /// @param what names the text in messages: a file, an option, a key
  /// @throws InvalidInputException of kind `bad-metadata`
  public static JsonValue parse(String text, String what) {
    return value(text, problem -> invalid(what, problem));
  }

  /// The value of UTF-8 bytes that someone handed in; see [#parse(String, String)].
  public static JsonValue parse(byte[] utf8, String what) {
    return value(utf8, problem -> invalid(what, problem));
  }

  /// The value of UTF-8 bytes that a repository holds.
  ///
  /// @param object the key of the object they come from
  /// @throws FormatException of kind `deserialization`
  public static JsonValue read(byte[] utf8, String object) {
    return value(utf8, problem -> malformed(object, problem));
  }

  /// One line without any space.
  public static String compact(JsonValue value) {
    StringBuilder out = new StringBuilder();
    new JsonPrinter(out, JsonPrinter.COMPACT).print(value, 0);
    return out.toString();
  }

  /// Lines indented by two spaces a level; empty lists and objects stay `[]` and `{}`.
  public static String pretty(JsonValue value) {
    StringBuilder out = new StringBuilder();
    new JsonPrinter(out, 2).print(value, 0);
    return out.toString();
  }

  /// A text as JSON, in quotes.
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    JsonPrinter.quote(text, out);
    return out.toString();
  }

  /// What is wrong with a text, and where: an offset in characters, or -1.
  private record Problem(long offset, String found, Throwable cause) {}

  private interface Failure {
    IcechunkException of(Problem problem);
  }

  private static IcechunkException invalid(String what, Problem problem) {
    String place = problem.offset < 0 ? "" : " at character " + problem.offset;
    return new InvalidInputException(
        ErrorKind.BAD_METADATA,
        what + place + ": expected JSON, found " + problem.found,
        problem.cause);
  }

  private static IcechunkException malformed(String object, Problem problem) {
    return new FormatException(
        ErrorKind.DESERIALIZATION, object, problem.offset, "JSON", problem.found, problem.cause);
  }

  private static JsonValue value(byte[] utf8, Failure failure) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw failure.of(new Problem(-1, "bytes that are not UTF-8", e));
    }
    return value(text, failure);
  }

  private static JsonValue value(String text, Failure failure) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw failure.of(new Problem(0, "nothing", null));
      }
      JsonValue value = value(parser, failure);
      if (parser.nextToken() != null) {
        throw failure.of(problem(parser, "more behind the value"));
      }
      return value;
    } catch (JacksonException e) {
      long offset = e.getLocation() == null ? -1 : e.getLocation().getCharOffset();
      throw failure.of(new Problem(offset, e.getOriginalMessage(), null));
    }
  }

  private static Problem problem(JsonParser parser, String found) {
    return new Problem(parser.currentTokenLocation().getCharOffset(), found, null);
  }

  private static JsonValue value(JsonParser parser, Failure failure) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, failure);
      case START_ARRAY -> array(parser, failure);
      case VALUE_STRING -> new JsonString(text(parser, failure));
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> number(parser, failure);
      case VALUE_TRUE -> new JsonBoolean(true);
      case VALUE_FALSE -> new JsonBoolean(false);
      case VALUE_NULL -> JsonNull.INSTANCE;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw failure.of(problem(parser, parser.currentToken().toString()));
    };
  }

  private static JsonObject object(JsonParser parser, Failure failure) {
    TreeMap<String, JsonValue> members = new TreeMap<>(Utf8Order.INSTANCE);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = text(parser, failure);
      if (members.containsKey(key)) {
        throw failure.of(problem(parser, "a key that stands twice in one object"));
      }
      parser.nextToken();
      members.put(key, value(parser, failure));
    }
    return new JsonObject(members);
  }

  private static JsonArray array(JsonParser parser, Failure failure) {
    List<JsonValue> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser, failure));
    }
    return new JsonArray(elements);
  }

  /// `-0` is not an integer: its sign would be lost.
  private static JsonValue integer(JsonParser parser) {
    if (parser.getString().equals("-0")) {
      return new JsonDouble(-0.0);
    }
    return new JsonInteger(parser.getBigIntegerValue());
  }

  private static JsonValue number(JsonParser parser, Failure failure) {
    double value = Double.parseDouble(parser.getString());
    if (Double.isInfinite(value)) {
      throw failure.of(problem(parser, "a number beyond any double"));
    }
    return new JsonDouble(value);
  }

  private static String text(JsonParser parser, Failure failure) {
    String text = parser.getString();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(++i))) {
          throw failure.of(problem(parser, "an unpaired surrogate"));
        }
      }
    }
    return text;
  }
}
