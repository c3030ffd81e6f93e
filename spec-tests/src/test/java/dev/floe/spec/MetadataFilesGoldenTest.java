package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.LocationCompression;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.ManifestWriter;
import dev.floe.internal.binary.MetadataCodec;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoReader;
import dev.floe.internal.binary.RepoInfoWriter;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.SnapshotWriter;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.binary.TransactionLogReader;
import dev.floe.internal.binary.TransactionLogWriter;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every metadata file of every golden repository is read as the reference reads it, and written
/// again with the same fields there, absent and empty.
class MetadataFilesGoldenTest {
  private static final Zstd ZSTD = new Zstd(2);

  /// Fields that libraries before 2.0 did not know, and one that they wrote in any order.
  private static final Set<String> UNKNOWN_TO_OLD = Set.of("Manifest.3", "Log.8", "Updated.1");

  @AfterAll
  static void close() {
    ZSTD.close();
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(GoldenRepository.resource("golden"))) {
      Set<String> folders = Set.of("snapshots", "manifests", "transactions", "overwritten");
      return files
          .filter(Files::isRegularFile)
          .filter(file ->
              folders.contains(file.getParent().getFileName().toString())
                  || file.getFileName().toString().equals("repo"))
          .filter(file -> !file.getFileName().toString().startsWith("config.yaml"))
          .sorted()
          .toList();
    }
  }

  @Test
  void thereAreFilesOfAllKinds() throws IOException {
    Set<FileType> kinds = new HashSet<>();
    for (Path file : files()) {
      kinds.add(Envelope.parse(bytes(file), file.toString()).type());
    }
    assertEquals(
        Set.of(FileType.SNAPSHOT, FileType.MANIFEST, FileType.TRANSACTION_LOG, FileType.REPO_INFO),
        kinds);
  }

  @ParameterizedTest
  @MethodSource("files")
  void isReadAsTheReferenceReadsItAndWrittenAgain(Path file) throws IOException {
    MemorySegment bytes = bytes(file);
    FileType type = Envelope.parse(bytes, file.toString()).type();
    Envelope.Decoded decoded =
        Envelope.decode(
            ZSTD,
            bytes,
            type,
            file.toString(),
            Envelope.MAX_BODY_BYTES,
            MetadataFilesGoldenTest::heap);
    assertEquals("zstd", decoded.envelope().compressed() ? "zstd" : "none");
    switch (type) {
      case SNAPSHOT -> snapshot(file, decoded);
      case MANIFEST -> manifest(file, decoded);
      case TRANSACTION_LOG -> log(file, decoded);
      case REPO_INFO -> repo(file, decoded);
      case ATTRIBUTES, CHUNK -> throw new AssertionError(type);
    }
  }

  private static void snapshot(Path file, Envelope.Decoded decoded) throws IOException {
    SnapshotView view =
        SnapshotView.of(decoded.body(), decoded.envelope().version(), file.toString());
    compare(file, "snapshots", decoded, FileInspection.snapshot(view));
    for (int i = 0; i < view.nodeCount(); i++) {
      assertEquals(i, view.findNode(view.pathAt(i)));
      assertEquals(i, view.findNode(view.idAt(i)));
    }
    SnapshotWriter.Header header =
        new SnapshotWriter.Header(
            view.id(), view.parentId(), view.flushedAt(), view.message(), view.metadata());
    try (SnapshotWriter copied = new SnapshotWriter(view.version(), 0);
        SnapshotWriter written = new SnapshotWriter(view.version(), 1 << 20)) {
      for (int i = 0; i < view.nodeCount(); i++) {
        copied.node(view, i);
        written.node(view.node(i));
      }
      same("Snapshot", decoded, copied.finish(header, view.manifestFiles()));
      same("Snapshot", decoded, written.finish(header, view.manifestFiles()));
    }
  }

  private static void manifest(Path file, Envelope.Decoded decoded) throws IOException {
    ManifestView view = ManifestView.of(decoded.body(), file.toString(), ZSTD);
    compare(file, "manifests", decoded, FileInspection.manifest(view));
    NodeId node = view.nodeId(0);
    assertEquals(0, view.arrayIndex(node));
    int[] coords = new int[8];
    for (int ref = 0; ref < view.refCount(0); ref++) {
      int rank = view.coords(0, ref, coords);
      assertEquals(ref, view.find(0, coords, rank));
      view.payload(0, ref);
    }
    boolean compressed = view.dictionaryBytes() > 0;
    try (ManifestWriter writer =
        new ManifestWriter(
            decoded.envelope().version(),
            compressed ? LocationCompression.STANDARD : LocationCompression.NONE,
            new Random(1),
            0)) {
      MemorySegment again =
          writer.write(view.id(), node, sink -> view.copyTo(0, 0, view.refCount(0), coords, sink));
      if (compressed) {
        ManifestView read = ManifestView.of(again, "again", ZSTD);
        for (int ref = 0; ref < view.refCount(0); ref++) {
          assertEquals(view.payload(0, ref), read.payload(0, ref));
          assertEquals(view.indices(0, ref), read.indices(0, ref));
        }
      } else {
        same("Manifest", decoded, again);
      }
    }
  }

  private static void log(Path file, Envelope.Decoded decoded) throws IOException {
    TransactionLog log = TransactionLogReader.read(decoded.body(), file.toString());
    assertEquals(file.getFileName().toString(), log.id().text());
    compare(file, "transactions", decoded, FileInspection.log(log));
    try (FlatBufferBuilder builder = TransactionLogWriter.builder(log)) {
      same("Log", decoded, TransactionLogWriter.write(builder, log));
    }
  }

  private static void repo(Path file, Envelope.Decoded decoded) throws IOException {
    RepoInfo info = RepoInfoReader.read(decoded.body(), file.toString());
    if (file.getFileName().toString().equals("repo")) {
      compare(file, "repo", decoded, FileInspection.repo(info));
    }
    assertEquals(info, info.toBuilder().build());
    try (FlatBufferBuilder builder = RepoInfoWriter.builder(info)) {
      same("Repo", decoded, RepoInfoWriter.write(builder, info));
    }
  }

  private static void compare(Path file, String kind, Envelope.Decoded decoded, ObjectNode found)
      throws IOException {
    Path folder = kind.equals("repo") ? file.getParent() : file.getParent().getParent();
    JsonNode inspected =
        GoldenRepository.JSON.readTree(folder.resolveSibling("inspect.json").toFile()).get(kind);
    JsonNode expected =
        kind.equals("repo") ? inspected : inspected.get(file.getFileName().toString());
    if (expected == null) {
      return;
    }
    ObjectNode without = (ObjectNode) expected.deepCopy();
    JsonNode header = without.remove("header");
    without.remove("synthetic_composite");
    sortChunks(without.path("updated_chunks"));
    if (expected.get("synthetic_composite") == null) {
      assertEquals(List.of(), JsonDifferences.between(without, found));
    }
    assertEquals(header.get("written_by").asString(), decoded.envelope().implementation());
    assertEquals(header.get("spec_version").asString(), decoded.envelope().version().text());
    assertEquals(header.get("file_type").asString(), decoded.envelope().type().text());
  }

  /// Libraries before 2.0 listed the chunks of one split after those of another.
  static void sortChunks(JsonNode updated) {
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

  private static void same(String root, Envelope.Decoded decoded, MemorySegment again) {
    boolean old = decoded.envelope().implementation().startsWith("ic-0.");
    Set<String> left = old ? UNKNOWN_TO_OLD : Set.of();
    MetadataCodec values =
        MetadataCodec.of(root.equals("Repo") ? SpecVersion.V2 : decoded.envelope().version());
    String expected = BodyText.of(decoded.body(), root, left, values);
    assertTrue(expected.length() > 40);
    assertEquals(expected, BodyText.of(again, root, left, values));
  }

  private static MemorySegment bytes(Path file) throws IOException {
    return MemorySegment.ofArray(Files.readAllBytes(file));
  }

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[(int) bytes]);
  }
}
