package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.RepositoryOptions;
import dev.floe.config.RepositoryConfig;
import dev.floe.format.SpecVersion;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Processes that die at every request, and answers that are lost there.
class CrashTest {
  private static final long SEED = 20_261;

  static Stream<CrashedOperation> inMemory() {
    return CrashedOperation.in(SpecVersion.V2).stream();
  }

  @ParameterizedTest
  @MethodSource
  void inMemory(CrashedOperation operation) {
    try (Storage start = Crash.furnished(Storage.inMemory(), SpecVersion.V2, SEED)) {
      assertEquals(List.of(), Crash.everywhere(operation, start, SEED, Storage::inMemory));
    }
  }

  static Stream<CrashedOperation> ofFormat1() {
    return CrashedOperation.in(SpecVersion.V1).stream();
  }

  @ParameterizedTest
  @MethodSource
  void ofFormat1(CrashedOperation operation) {
    try (Storage start = Crash.furnished(Storage.inMemory(), SpecVersion.V1, SEED)) {
      assertEquals(List.of(), Crash.everywhere(operation, start, SEED, Storage::inMemory));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COMMIT", "REBASE", "DELETE_BRANCH"})
  void onLocalFiles(CrashedOperation operation, @TempDir Path directory) {
    AtomicInteger number = new AtomicInteger();
    StorageOptions options = StorageOptions.STANDARD.withDurability(Durability.OPERATING_SYSTEM);
    try (Storage start = Crash.furnished(Storage.inMemory(), SpecVersion.V2, SEED)) {
      List<String> problems =
          Crash.everywhere(
              operation,
              start,
              SEED,
              () ->
                  Storage.of(directory.resolve("" + number.incrementAndGet()).toString(), options));
      assertEquals(List.of(), problems);
      assertTrue(number.get() > 12, "requests were cut off");
    }
  }

  /// Refs expire one by one there; these seeds see stages between.
  @ParameterizedTest
  @ValueSource(longs = {1, 5})
  void expirationInFormat1(long seed) {
    try (Storage start = Crash.furnished(Storage.inMemory(), SpecVersion.V1, seed)) {
      assertEquals(
          List.of(), Crash.everywhere(CrashedOperation.EXPIRE, start, seed, Storage::inMemory));
    }
  }

  @ParameterizedTest
  @EnumSource
  void creation(SpecVersion version) {
    RepositoryOptions options = RepositoryOptions.STANDARD.withSpecVersion(version);
    if (version == SpecVersion.V2) {
      options = options.withConfig(RepositoryConfig.builder().inlineChunkThresholdBytes(7).build());
    }
    assertEquals(List.of(), CrashedCreation.everywhere(options, Storage::inMemory));
  }

  @Test
  void aRandomHistory() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> words = List.of("--steps", "40", "--seed", "5");
    assertEquals(List.of(), Crash.run(words, new PrintStream(out, true, StandardCharsets.UTF_8)));
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("crash: seed 5, 40 steps"));
  }
}
