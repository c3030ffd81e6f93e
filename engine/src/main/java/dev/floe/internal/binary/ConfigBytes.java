package dev.floe.internal.binary;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import java.lang.foreign.MemorySegment;

/// The configuration as the repository info of format 2 holds it, a FlexBuffer. Safe on any thread.
public final class ConfigBytes {
  private ConfigBytes() {}

  /// The configuration that a buffer holds.
  ///
  /// @param object names the file in messages
  /// @throws FormatException of kind `config-deserialization`
  public static RepositoryConfig decode(MemorySegment bytes, String object) {
    JsonValue json;
    try {
      json = FlexBuffersCodec.decode(bytes, object);
    } catch (FormatException e) {
      throw e.as(ErrorKind.CONFIG_DESERIALIZATION);
    }
    return RepositoryConfig.fromJson(json, object);
  }

  /// The buffer of a configuration, every key present, unset ones as null.
  public static byte[] encode(RepositoryConfig config) {
    return FlexBuffersCodec.encode(config.toJson());
  }
}
