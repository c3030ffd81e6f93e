package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import dev.floe.format.Utf8Order;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads YAML from its events, so that nothing is built that the text did not spell out. A local
/// tag is a variant: `!s3 {…}` becomes `{"s3": {…}}`. Aliases are refused, which no writer of
/// configurations produces; so are keys that stand twice, more than one document and deep nesting.
final class YamlReader {
  private static final int MAX_DEPTH = 64;

  /// Keys whose values are texts even where they look like a number or a truth value.
  private static final Set<String> TEXTS =
      Set.of(
          "name",
          "url_prefix",
          "region",
          "endpoint_url",
          "storage_class",
          "metadata_storage_class",
          "chunks_storage_class",
          "previous_file",
          "regex");

  /// Variants that carry texts and nothing else.
  private static final Set<String> VARIANTS_OF_TEXTS =
      Set.of("http", "gcs", "azure", "local_file_system", "DimensionName");

  /// The reference's writer takes these two for line breaks, as YAML 1.1 did, and indents what
  /// follows them.
  private static final Pattern UNICODE_BREAK = Pattern.compile("([\\u2028\\u2029]) *");

  private final String object;
  private final Iterator<Event> events;

  private YamlReader(String text, String object) {
    this.object = object;
    this.events = new Parse(settings(text)).parseString(text).iterator();
  }

  /// The parser stumbles over a character of two halves that the end of its buffer separates, so
  /// the buffer holds the whole text.
  private static LoadSettings settings(String text) {
    return LoadSettings.builder()
        .setCodePointLimit(ConfigYaml.MAX_BYTES + 1)
        .setBufferSize(text.length() + 2)
        .build();
  }

  /// The one value of a text; null for an empty one.
  static JsonValue read(String text, String object) {
    try {
      return new YamlReader(text, object).document();
    } catch (MarkedYamlEngineException e) {
      String place = e.getProblemMark().map(mark -> " in line " + (mark.getLine() + 1)).orElse("");
      throw failure(object, "YAML", e.getProblem() + place);
    } catch (YamlEngineException _) {
      throw failure(object, "YAML", "characters that cannot stand in it");
    }
  }

  private static FormatException failure(String object, String expected, String found) {
    return new FormatException(ErrorKind.CONFIG_DESERIALIZATION, object, -1, expected, found);
  }

  private FormatException failure(Event at, String expected, String found) {
    String place = at.getStartMark().map(mark -> " in line " + (mark.getLine() + 1)).orElse("");
    return failure(object, expected, found + place);
  }

  private JsonValue document() {
    JsonValue value = JsonNull.INSTANCE;
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event) {
        case StreamStartEvent _, StreamEndEvent _, DocumentEndEvent _ -> {}
        case DocumentStartEvent _ -> {
          if (++documents > 1) {
            throw failure(event, "one document", "a second one");
          }
        }
        default -> value = value(event, 0, false);
      }
    }
    return value;
  }

  /// @param asText whether a plain scalar is a text whatever it looks like
  private JsonValue value(Event event, int depth, boolean asText) {
    if (depth > MAX_DEPTH) {
      throw failure(event, "at most " + MAX_DEPTH + " levels", "more");
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        Optional<String> variant = variant(scalar.getTag());
        boolean text = asText || variant.filter(VARIANTS_OF_TEXTS::contains).isPresent();
        yield tagged(variant, scalar(scalar, text));
      }
      case SequenceStartEvent start -> {
        Optional<String> variant = variant(start.getTag());
        yield tagged(variant, sequence(depth));
      }
      case MappingStartEvent start -> {
        Optional<String> variant = variant(start.getTag());
        boolean texts = variant.filter(VARIANTS_OF_TEXTS::contains).isPresent();
        yield tagged(variant, mapping(depth, texts));
      }
      case AliasEvent _ -> throw failure(event, "a value", "an alias");
      default -> throw failure(event, "a value", event.getEventId().toString());
    };
  }

  private static Optional<String> variant(Optional<String> tag) {
    return tag.filter(t -> t.length() > 1 && t.startsWith("!")).map(t -> t.substring(1));
  }

  private static JsonValue tagged(Optional<String> variant, JsonValue value) {
    return variant.<JsonValue>map(name -> JsonObject.of(Map.of(name, value))).orElse(value);
  }

  private JsonValue scalar(ScalarEvent scalar, boolean asText) {
    boolean plain = scalar.isPlain() && scalar.getTag().filter(t -> t.endsWith(":str")).isEmpty();
    if (scalar.isSQuoted()) {
      return new JsonString(UNICODE_BREAK.matcher(scalar.getValue()).replaceAll("$1"));
    }
    if (!plain) {
      return new JsonString(scalar.getValue());
    }
    JsonValue value = YamlScalars.resolve(scalar.getValue());
    return asText && !(value instanceof JsonNull) ? new JsonString(scalar.getValue()) : value;
  }

  private JsonArray sequence(int depth) {
    List<JsonValue> elements = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      elements.add(value(event, depth + 1, false));
    }
    return new JsonArray(elements);
  }

  private JsonObject mapping(int depth, boolean texts) {
    TreeMap<String, JsonValue> members = new TreeMap<>(Utf8Order.INSTANCE);
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw failure(event, "a key", "a list or a map");
      }
      if (members.containsKey(key.getValue())) {
        throw failure(event, "a key once", "it twice");
      }
      Event next = events.next();
      boolean options = texts && next instanceof MappingStartEvent;
      JsonValue value =
          options
              ? mapping(depth + 1, true)
              : value(next, depth + 1, texts || TEXTS.contains(key.getValue()));
      members.put(key.getValue(), value);
    }
    return new JsonObject(members);
  }
}
