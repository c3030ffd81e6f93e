package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.ChunkType;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotInfo;
import dev.floe.storage.Storage;
import dev.floe.zarr.ChunkReference;
import dev.floe.zarr.ChunkReferenceColumns;
import dev.floe.zarr.ChunkReferenceScan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Coordinates, types, columns and locations of every array of every snapshot that the reference
/// wrote, against its references, which [GoldenRepositoriesTest] compares with the reference's own.
class ChunkQueriesGoldenTest {
  private static final String VCC = "vcc://";

  private final Set<ChunkType> seen = EnumSet.noneOf(ChunkType.class);

  @Test
  void agreeWithTheReferences() {
    for (GoldenRepository golden : GoldenRepository.all()) {
      try (Storage storage = Storage.localFilesystem(golden.path());
          Repository repository = Repository.open(storage);
          Stream<SnapshotInfo> snapshots = repository.snapshots()) {
        snapshots.forEach(
            snapshot -> check(repository.readonlySession(Version.snapshot(snapshot.id()))));
      } catch (AssertionError e) {
        throw new AssertionError(golden.name(), e);
      }
    }
    assertEquals(EnumSet.range(ChunkType.NATIVE, ChunkType.INLINE), seen);
  }

  private void check(Session session) {
    assertTrue(session.status().isEmpty());
    List<String> locations = new ArrayList<>();
    try (Stream<NodeSnapshot> nodes = session.nodes()) {
      for (NodeSnapshot node : nodes.toList()) {
        assertEquals(node.id(), session.nodeId(node.path()));
        if (node.isArray()) {
          check(session, node.path(), locations);
        }
      }
    }
    if (locations.stream().noneMatch(location -> location.startsWith(VCC))) {
      try (Stream<String> all = session.allVirtualChunkLocations()) {
        assertEquals(locations, all.toList());
      }
    }
  }

  private void check(Session session, NodePath path, List<String> locations) {
    List<ChunkReference> references;
    try (Stream<ChunkReference> all = session.store().array(path.text()).references()) {
      references = all.toList();
    }
    try (Stream<ChunkIndices> coordinates = session.chunkCoordinates(path)) {
      assertEquals(
          references.stream().map(ChunkReference::coordinates).toList(), coordinates.toList());
    }
    try (ChunkReferenceScan scan = session.chunkRefs(path);
        ChunkReferenceColumns columns = scan.columns(7)) {
      int row = 0;
      while (scan.fill(columns) > 0) {
        for (int i = 0; i < columns.count(); i++) {
          ChunkReference reference = references.get(row++);
          assertEquals(reference.coordinates(), columns.coordinates(i));
          check(reference.payload(), scan, columns, i);
          assertEquals(columns.type(i), session.chunkType(path, reference.coordinates()));
          seen.add(columns.type(i));
        }
      }
      assertEquals(references.size(), row);
    }
    references.stream()
        .filter(reference -> reference.payload() instanceof ChunkPayload.Virtual)
        .forEach(
            reference -> locations.add(((ChunkPayload.Virtual) reference.payload()).location()));
  }

  private static void check(
      ChunkPayload payload, ChunkReferenceScan scan, ChunkReferenceColumns columns, int row) {
    assertEquals(payload.lengthBytes(), columns.lengthBytes(row));
    switch (payload) {
      case ChunkPayload.Inline inline -> assertEquals(ChunkType.INLINE, columns.type(row));
      case ChunkPayload.Native part -> {
        assertEquals(ChunkType.NATIVE, columns.type(row));
        assertEquals(part.id(), columns.chunkId(row));
        assertEquals(part.offset(), columns.offset(row));
      }
      case ChunkPayload.Virtual part -> {
        assertEquals(ChunkType.VIRTUAL, columns.type(row));
        assertEquals(part.location(), scan.locations().text(columns.location(row)));
        assertEquals(part.offset(), columns.offset(row));
      }
    }
  }
}
