package dev.floe.internal.binary;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// The configuration as text: `config.yaml` of format 1, in the reference's own dialect of YAML,
/// and what people write by hand, in YAML or JSON. Safe on any thread.
public final class ConfigYaml {
  /// The key of the configuration's object in a repository of format 1.
  public static final String KEY = "config.yaml";

  /// The longest text that is read, in bytes.
  public static final int MAX_BYTES = 1 << 20;

  private ConfigYaml() {}

  /// The configuration that a `config.yaml` holds. A file without any content sets nothing.
  ///
  /// @param object names the file in messages
  /// @throws FormatException of kind `config-deserialization`
  public static RepositoryConfig decode(MemorySegment bytes, String object) {
    return config(YamlReader.read(text(bytes, object), object), object);
  }

  /// The configuration that a person wrote: JSON if it begins with a brace, else YAML.
  ///
  /// @param file names the file in messages
  /// @throws FormatException of kind `config-deserialization`
  public static RepositoryConfig decodeAny(byte[] bytes, String file) {
    String text = text(MemorySegment.ofArray(bytes), file);
    if (!text.stripLeading().startsWith("{")) {
      return config(YamlReader.read(text, file), file);
    }
    try {
      return config(JsonText.read(bytes, file), file);
    } catch (FormatException e) {
      if (e.kind() == ErrorKind.CONFIG_DESERIALIZATION) {
        throw e;
      }
      throw e.as(ErrorKind.CONFIG_DESERIALIZATION);
    }
  }

  /// The text of a `config.yaml`, keys in the order of the reference, unset ones as null.
  public static byte[] encode(RepositoryConfig config) {
    return YamlWriter.write(config.toJson()).getBytes(StandardCharsets.UTF_8);
  }

  private static RepositoryConfig config(JsonValue json, String object) {
    requireStorable(json, object);
    return RepositoryConfig.fromJson(json instanceof JsonNull ? JsonObject.EMPTY : json, object);
  }

  /// Keys that nobody knows keep their values, which format 2 must be able to store.
  private static void requireStorable(JsonValue value, String object) {
    switch (value) {
      case JsonInteger(BigInteger number) -> {
        if (number.bitLength() > (number.signum() < 0 ? 63 : 64)) {
          throw new FormatException(
              ErrorKind.CONFIG_DESERIALIZATION, object, -1, "integers of 64 bits", "" + number);
        }
      }
      case JsonArray array -> array.elements().forEach(each -> requireStorable(each, object));
      case JsonObject map ->
          map.members()
              .forEach((key, each) -> {
                if (key.indexOf('\0') >= 0) {
                  throw new FormatException(
                      ErrorKind.CONFIG_DESERIALIZATION,
                      object,
                      -1,
                      "keys without NUL",
                      "one with it");
                }
                requireStorable(each, object);
              });
      case JsonNull _, JsonBoolean _, JsonDouble _, JsonString _ -> {}
    }
  }

  private static String text(MemorySegment bytes, String object) {
    if (bytes.byteSize() > MAX_BYTES) {
      throw new FormatException(
          ErrorKind.CONFIG_DESERIALIZATION,
          object,
          -1,
          "at most " + MAX_BYTES + " bytes",
          bytes.byteSize() + " bytes");
    }
    try {
      return StrictUtf8.decode(bytes, 0, bytes.byteSize(), object);
    } catch (FormatException e) {
      throw e.as(ErrorKind.CONFIG_DESERIALIZATION);
    }
  }
}
