package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.config.RepositoryConfig;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistedConfigTest {
  /// The reference wrote the same configuration into a `config.yaml` of format 1 and into the
  /// repository file of format 2.
  @ParameterizedTest
  @ValueSource(strings = {"every-key", "odd-texts", "default"})
  void bothFormatsHoldTheSame(String name, @TempDir Path dir) throws IOException {
    Files.write(dir.resolve("repo"), fixture(name + ".repo"));
    RepositoryConfig ofFormat1 = ConfigFile.parse(fixture(name + ".yaml"), name);
    try (Storage storage = Storage.localFilesystem(dir)) {
      RepositoryConfig ofFormat2 = Repository.fetchConfig(storage).orElseThrow();
      assertEquals(ofFormat1, ofFormat2);
      assertEquals(ofFormat1.toJson(), ofFormat2.toJson());
    }
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = PersistedConfigTest.class.getResourceAsStream("/config/2.3.0-" + name)) {
      return in.readAllBytes();
    }
  }
}
