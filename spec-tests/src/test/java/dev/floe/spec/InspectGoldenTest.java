package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.NotFoundException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ManifestId;
import dev.floe.format.SnapshotId;
import dev.floe.inspect.FileInspection;
import dev.floe.inspect.Inspector;
import dev.floe.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Every metadata file inspects as the reference inspects it, field by field and in its order.
class InspectGoldenTest {
  @TestFactory
  Stream<DynamicTest> inspectsAsTheReferenceDoes() {
    return GoldenRepository.all().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
  }

  private static void check(GoldenRepository golden) {
    List<String> differences = new ArrayList<>();
    try (Storage storage = Storage.localFilesystem(golden.path());
        Inspector inspector = new Inspector(storage)) {
      JsonNode expected = golden.inspected();
      if (expected.get("repo").isNull()) {
        assertThrows(NotFoundException.class, inspector::repo);
      } else {
        compare("repo", expected.get("repo"), inspector.repo(), differences);
      }
      files(expected, "snapshots", id -> inspector.snapshot(SnapshotId.parse(id)), differences);
      files(expected, "manifests", id -> inspector.manifest(ManifestId.parse(id)), differences);
      files(
          expected,
          "transactions",
          id -> inspector.transactionLog(SnapshotId.parse(id)),
          differences);
    }
    assertEquals(List.of(), differences);
  }

  private static void files(
      JsonNode expected,
      String kind,
      Function<String, FileInspection> inspect,
      List<String> differences) {
    assertTrue(expected.get(kind).size() > 0 || !kind.equals("snapshots"), kind);
    expected
        .get(kind)
        .properties()
        .forEach(file ->
            compare(
                kind + "/" + file.getKey(),
                file.getValue(),
                inspect.apply(file.getKey()),
                differences));
  }

  private static void compare(
      String file, JsonNode expected, FileInspection found, List<String> differences) {
    JsonNode read = GoldenRepository.JSON.readTree(found.toJson());
    sortChunks(expected.path("updated_chunks"));
    JsonDifferences.between(expected, read).forEach(line -> differences.add(file + " " + line));
    assertEquals(List.copyOf(expected.propertyNames()), List.copyOf(read.propertyNames()), file);
    assertEquals(
        List.copyOf(expected.get("header").propertyNames()),
        List.copyOf(read.get("header").propertyNames()),
        file);
  }

  /// Libraries before 2.0 listed the chunks of one split after those of another.
  private static void sortChunks(JsonNode updated) {
    for (JsonNode entry : updated) {
      ArrayNode chunks = (ArrayNode) entry.get("chunks");
      TreeSet<ChunkIndices> sorted = new TreeSet<>();
      for (JsonNode chunk : chunks) {
        sorted.add(ChunkIndices.of(chunk.valueStream().mapToLong(JsonNode::longValue).toArray()));
      }
      chunks.removeAll();
      for (ChunkIndices indices : sorted) {
        ArrayNode chunk = chunks.addArray();
        for (long index : indices.toLongs()) {
          chunk.add(index);
        }
      }
    }
  }

  @Test
  void whatIsNotThereIsNotFound(@TempDir java.nio.file.Path empty) {
    try (Storage storage = Storage.localFilesystem(empty);
        Inspector inspector = new Inspector(storage)) {
      assertKind(ErrorKind.REPOSITORY_NOT_FOUND, inspector::repo);
      SnapshotId snapshot = SnapshotId.INITIAL;
      assertKind(ErrorKind.SNAPSHOT_NOT_FOUND, () -> inspector.snapshot(snapshot));
      assertKind(ErrorKind.SNAPSHOT_NOT_FOUND, () -> inspector.transactionLog(snapshot));
      ManifestId manifest = ManifestId.parse(snapshot.text());
      assertKind(ErrorKind.MANIFEST_INFO_NOT_FOUND, () -> inspector.manifest(manifest));
    }
  }

  @Test
  void theLogOfAFirstSnapshotOfFormat1IsAnObjectThatIsNotThere() {
    GoldenRepository golden = GoldenRepository.all().getFirst();
    assertTrue(golden.name().startsWith("v1"), golden.name());
    try (Storage storage = Storage.localFilesystem(golden.path());
        Inspector inspector = new Inspector(storage)) {
      assertKind(ErrorKind.OBJECT_NOT_FOUND, () -> inspector.transactionLog(SnapshotId.INITIAL));
    }
  }

  private static void assertKind(ErrorKind kind, Runnable look) {
    assertEquals(kind, assertThrows(IcechunkException.class, look::run).kind());
  }
}
