package dev.floe.internal.commit;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.Checksum.ETag;
import dev.floe.format.Checksum.LastModified;
import dev.floe.format.JsonText;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A fork as bytes, to be opened in another process, version 1. Nothing in them says where the
/// repository is, nor who may read what. The same fork has the same bytes.
///
/// Numbers are big-endian; *blob* is a u32 and so many bytes; *text* a blob of UTF-8; *list of* is
/// a u32 and so many; *shared* is a u32, the number of a text that is shared by many, and the text
/// where that number comes for the first time, which are 0, 1, 2 …; *content* of an array is its
/// document as blob, a u16 and so many dimensions {length u64, chunks u32}, and a u8: 1 if a name
/// follows for each dimension, as u8 1 and text, or u8 0 if it has none.
///
/// | field | type | |
/// |---|---|---|
/// | magic | 8 bytes | `FLOEFORK` |
/// | version | u16 | 1 |
/// | seal | u8 | 0: CRC-32C, 1: HMAC-SHA-256 |
/// | format | u8 | of the repository: 1 or 2 |
/// | repository | u64 | microseconds since 1970 of its first snapshot, all ones if not known |
/// | fork point | 12 bytes | id of the snapshot below the changes |
/// | settings | text | JSON: inline threshold, rules of splitting |
/// | own fork points | list of 12 bytes | where forks of this fork started, ascending |
/// | deleted groups | list of {id 8 bytes, path text} | ascending by id, as both that follow |
/// | deleted arrays | list of {id, path text} | |
/// | gone | list of id | all that were deleted, and those made and deleted again |
/// | new groups | list of {id, path text, document blob} | ascending by path |
/// | new arrays | list of {id, path text, content} | ascending by path |
/// | updated groups | list of {id, document blob} | ascending by id |
/// | updated arrays | list of {id, content} | ascending by id |
/// | recorded | u64 | how many chunks were ever recorded |
/// | chunks | list of {id, rank u16, list of chunk} | by id; those of an array by coordinates |
/// | seal | 4 or 32 bytes | over everything before |
///
/// A chunk is `rank` u32 coordinates, a kind, and what its kind says:
///
/// | kind u8 | |
/// |---|---|
/// | 0 deleted | nothing |
/// | 1 inline | blob |
/// | 2 native | id 12 bytes, offset u64, length u64 |
/// | 3 virtual | location shared, offset u64, length u64 |
/// | 4 with an etag | as 3, then etag shared |
/// | 5 not modified since | as 3, then seconds u32 |
public final class ForkBytes {
  /// What stands for a time that is not known.
  public static final long UNKNOWN = -1;

  static final String OBJECT = "bytes of a fork";
  static final byte[] MAGIC = {'F', 'L', 'O', 'E', 'F', 'O', 'R', 'K'};
  static final int VERSION = 1;

  static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /// What the bytes are of.
  ///
  /// @param specVersion the format of the repository
  /// @param createdMicros when the repository's first snapshot was written, -1 if not known: all
  ///   that tells repositories of one format from one another, and a clone is the same
  /// @param point the snapshot below the changes
  /// @param settings the inline threshold and the rules of splitting
  /// @param changes what the fork changed
  public record Fork(
      SpecVersion specVersion,
      long createdMicros,
      SnapshotId point,
      RepositoryConfig settings,
      EditChanges changes) {}

  private final ForkOutput out = new ForkOutput();

  private ForkBytes() {}

  /// The bytes of a fork whose changes are frozen and whose chunks are stored.
  ///
  /// @param key what they are sealed with, or null
  public static byte[] write(Fork fork, Key key) {
    return new ForkBytes().bytes(fork, key);
  }

  private byte[] bytes(Fork fork, Key key) {
    ForkSeal seal = ForkSeal.with(key);
    out.raw(MAGIC);
    out.u16(VERSION);
    out.u8(seal.code());
    out.u8(fork.specVersion == SpecVersion.V1 ? 1 : 2);
    out.u64(fork.createdMicros);
    out.raw(fork.point.toBytes());
    out.text(JsonText.compact(fork.settings.toJson()));
    Set<SnapshotId> points = new TreeSet<>(fork.changes.forkPoints());
    out.u32(points.size());
    points.forEach(point -> out.raw(point.toBytes()));
    deleted(fork.changes);
    nodes(fork.changes);
    out.u64(fork.changes.distinctChunks());
    chunks(fork.changes);
    return out.sealed(seal);
  }

  private void deleted(EditChanges changes) {
    deleted(changes.deletedGroups());
    deleted(changes.deletedArrays());
    out.u32(changes.gone().size());
    new TreeSet<>(changes.gone()).forEach(id -> out.u64(id.value()));
  }

  private void nodes(EditChanges changes) {
    List<NodeSnapshot> groups = byPath(changes.newGroups().values());
    out.u32(groups.size());
    groups.forEach(group -> {
      out.u64(group.id().value());
      out.text(group.path().text());
      out.blob(group.userData());
    });
    List<NodeSnapshot> arrays = byPath(changes.newArrays().values());
    out.u32(arrays.size());
    arrays.forEach(array -> {
      out.u64(array.id().value());
      out.text(array.path().text());
      content(ArrayContent.of(array));
    });
    out.u32(changes.updatedGroups().size());
    new TreeMap<>(changes.updatedGroups())
        .forEach((id, document) -> {
          out.u64(id.value());
          out.blob(document);
        });
    out.u32(changes.updatedArrays().size());
    new TreeMap<>(changes.updatedArrays())
        .forEach((id, content) -> {
          out.u64(id.value());
          content(content);
        });
  }

  private static List<NodeSnapshot> byPath(Collection<NodeSnapshot> nodes) {
    List<NodeSnapshot> sorted = new ArrayList<>(nodes);
    sorted.sort(Comparator.comparing(NodeSnapshot::path, NodePath.STRING_ORDER));
    return sorted;
  }

  private void deleted(Set<EditChanges.DeletedNode> nodes) {
    out.u32(nodes.size());
    nodes.stream()
        .sorted(Comparator.comparing(EditChanges.DeletedNode::id))
        .forEach(node -> {
          out.u64(node.id().value());
          out.text(node.path().text());
        });
  }

  private void content(ArrayContent content) {
    out.blob(content.userData());
    out.u16(content.shape().size());
    content
        .shape()
        .forEach(dimension -> {
          out.u64(dimension.arrayLength());
          out.u32(dimension.chunkCount());
        });
    out.u8(content.dimensionNames().isPresent() ? 1 : 0);
    content
        .dimensionNames()
        .ifPresent(names ->
            names.forEach(name -> {
              out.u8(name.isPresent() ? 1 : 0);
              name.ifPresent(out::text);
            }));
  }

  private void chunks(EditChanges changes) {
    Map<NodeId, ChunkTable> tables = changes.allChunks();
    out.u32(tables.size());
    RecordedChunk chunk = new RecordedChunk();
    tables.forEach((id, table) -> {
      SortedChunks sorted = table.sorted();
      out.u64(id.value());
      out.u16(sorted.rank());
      out.u32(sorted.size());
      for (int i = 0; i < sorted.size(); i++) {
        sorted.read(i, chunk);
        chunk(chunk);
      }
    });
  }

  private void chunk(RecordedChunk chunk) {
    for (int i = 0; i < chunk.rank(); i++) {
      out.u32(chunk.unsignedIndices()[i]);
    }
    out.u8(chunk.kind().ordinal());
    switch (chunk.kind()) {
      case DELETED -> {}
      case INLINE -> {
        out.u32(chunk.lengthBytes());
        out.raw(chunk.inlinePage(), chunk.inlineOffset(), chunk.lengthBytes());
      }
      case NATIVE -> {
        out.u64(chunk.idHigh());
        out.u32(chunk.idLow());
        place(chunk);
      }
      case VIRTUAL -> virtual(chunk);
      case VIRTUAL_ETAG -> {
        virtual(chunk);
        chunk.checksum().ifPresent(guard -> out.shared(((ETag) guard).etag()));
      }
      case VIRTUAL_LAST_MODIFIED -> {
        virtual(chunk);
        chunk.checksum().ifPresent(guard -> out.u32(((LastModified) guard).epochSeconds()));
      }
    }
  }

  private void virtual(RecordedChunk chunk) {
    out.shared(chunk.location());
    place(chunk);
  }

  private void place(RecordedChunk chunk) {
    out.u64(chunk.offset());
    out.u64(chunk.lengthBytes());
  }
}
