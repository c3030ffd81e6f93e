package dev.floe;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.internal.binary.ConfigYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Configurations as people write them down: JSON, or YAML in the form of the `config.yaml` of
/// format 1. Which of the two a text is, its first character tells: JSON begins with a brace.
public final class ConfigFile {
  private ConfigFile() {}

  /// The configuration that a text in UTF-8 holds.
  ///
  /// @param name names the text in messages
  /// @throws dev.floe.error.FormatException of kind `config-deserialization`
  public static RepositoryConfig parse(byte[] text, String name) {
    return ConfigYaml.decodeAny(text, name);
  }

  /// The configuration that a file holds, which has at most a mebibyte.
  public static RepositoryConfig read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(ConfigYaml.MAX_BYTES + 1), file.toString());
    } catch (IOException e) {
      String why = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
      throw new StorageException(
          ErrorKind.IO, file.toString(), "configuration " + file + ": " + why);
    }
  }
}
