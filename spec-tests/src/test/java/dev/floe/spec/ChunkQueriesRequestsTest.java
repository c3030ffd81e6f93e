package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.config.ManifestConfig;
import dev.floe.config.ManifestSplitCondition;
import dev.floe.config.ManifestSplitRule;
import dev.floe.config.ManifestSplittingConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.SplitDimension;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.spec.storage.CountingStorage;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import dev.floe.zarr.ChunkReferenceColumns;
import dev.floe.zarr.ChunkReferenceScan;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Questions about chunks read the manifests that they need and no more, when they need them.
class ChunkQueriesRequestsTest {
  private static final NodePath A = NodePath.of("/a");
  private static final int MANIFESTS = 8;

  private final CountingStorage storage = new CountingStorage(Storage.inMemory());
  private Repository repository;
  private Session session;

  private static RepositoryConfig oneRowAManifest() {
    List<SplitDimension> rows =
        List.of(new SplitDimension(new SplitDimension.Condition.Axis(0), 1));
    return RepositoryConfig.builder()
        .manifest(
            ManifestConfig.builder()
                .splitting(
                    ManifestSplittingConfig.of(
                        List.of(
                            new ManifestSplitRule(new ManifestSplitCondition.AnyArray(), rows))))
                .build())
        .build();
  }

  private static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void fill(Store store) {
    store.set(
        "a/zarr.json",
        utf8(
            """
            {"zarr_format":3,"node_type":"array","shape":[%d,4],
             "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1,1]}}}\
            """
                .formatted(MANIFESTS)));
    for (int i = 0; i < MANIFESTS; i++) {
      store.set("a/c/" + i + "/0", utf8("inline"));
      store.setVirtualRef("a/c/" + i + "/1", VirtualChunk.at("s3://b/" + i, 0, 5), false);
    }
  }

  @BeforeEach
  void open() {
    RepositoryOptions options = RepositoryOptions.STANDARD.withConfig(oneRowAManifest());
    try (Repository writer = Repository.create(storage, options)) {
      writer.transaction("main", "chunks", ChunkQueriesRequestsTest::fill);
    }
    repository = Repository.open(storage);
    session = repository.writableSession("main");
    session.nodeId(A);
    storage.reset();
  }

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  private void assertManifestsRead(int count) {
    assertEquals(
        count,
        storage.log().stream().filter(request -> request.contains("manifests/")).count(),
        () -> storage.log().toString());
    assertEquals(count, storage.requests(), "and nothing else");
  }

  @Test
  void whatNeedsNoManifestReadsNone() {
    assertTrue(session.status().isEmpty());
    session.store().set("a/c/3/3", utf8("new"));
    assertEquals(1, session.status().updatedChunks().get(A).size());
    session.nodeId(A);
    session.chunkType(A, ChunkIndices.of(MANIFESTS, 0));
    session.chunkType(A, ChunkIndices.of(3, 3));
    assertManifestsRead(0);
  }

  @Test
  void aTypeReadsOneManifest() {
    session.chunkType(A, ChunkIndices.of(5, 0));
    assertManifestsRead(1);
    session.chunkType(A, ChunkIndices.of(5, 1));
    assertManifestsRead(1);
  }

  @Test
  void firstCoordinatesReadTheFirstManifests() {
    try (Stream<ChunkIndices> coordinates = session.chunkCoordinates(A)) {
      assertEquals(Optional.of(ChunkIndices.of(0, 0)), coordinates.findFirst());
    }
    assertManifestsRead(1);
    try (Stream<ChunkIndices> coordinates = session.chunkCoordinates(A)) {
      assertEquals(2 * MANIFESTS, coordinates.count());
    }
    assertManifestsRead(MANIFESTS);
  }

  @Test
  void firstLocationsReadTheFirstManifests() {
    try (Stream<String> locations = session.allVirtualChunkLocations()) {
      assertEquals(List.of("s3://b/0", "s3://b/1"), locations.limit(2).toList());
    }
    assertManifestsRead(2);
  }

  @Test
  void aBatchOfColumnsReadsTheManifestsOfItsRows() {
    try (ChunkReferenceScan scan = session.chunkRefs(A);
        ChunkReferenceColumns columns = scan.columns(4)) {
      assertManifestsRead(0);
      assertEquals(4, scan.fill(columns));
      assertManifestsRead(2);
    }
  }
}
