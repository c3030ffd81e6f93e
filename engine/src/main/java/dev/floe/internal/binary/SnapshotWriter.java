package dev.floe.internal.binary;

import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.SnapshotLayout.FileV1;
import dev.floe.internal.binary.SnapshotLayout.FileV2;
import dev.floe.internal.binary.SnapshotLayout.Snapshot;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/// Writes a snapshot: nodes one after the other in string order, then the rest. Nodes that did not
/// change are copied from the base without being made into values.
///
/// | field | format 1 | format 2 |
/// |---|---|---|
/// | parent | unless it is the first | never |
/// | shape | structs with chunk lengths | empty, and tables with chunk counts |
/// | manifest files | structs | empty, and tables |
/// | metadata | MessagePack | FlexBuffers |
///
/// Owns memory, freed in [#close]. One thread, the one that created it.
public final class SnapshotWriter implements AutoCloseable {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// What a snapshot says of itself.
  ///
  /// @param parent written in format 1 only
  /// @param flushedAt cut to whole microseconds
  public record Header(
      SnapshotId id,
      Optional<SnapshotId> parent,
      Instant flushedAt,
      String message,
      JsonObject metadata) {}

  private final SpecVersion version;
  private final FlatBufferBuilder builder;
  private final NodeWriter nodeWriter;
  private int[] nodes = new int[16];
  private int nodeCount;
  private byte[] lastPath = new byte[256];
  private byte[] spare = new byte[256];
  private int lastPathBytes;

  /// A writer with room for `expectedBytes` of body at first.
  public SnapshotWriter(SpecVersion version, long expectedBytes) {
    this.version = version;
    this.builder = new FlatBufferBuilder("snapshot", expectedBytes);
    this.nodeWriter = new NodeWriter(builder, version);
  }

  /// Adds a node; they must come in string order.
  public SnapshotWriter node(NodeSnapshot node) {
    inOrder(MemorySegment.ofArray(node.path().text().getBytes(StandardCharsets.UTF_8)));
    add(nodeWriter.write(node));
    return this;
  }

  /// Adds a node as a snapshot has it.
  public SnapshotWriter node(SnapshotView base, int index) {
    if (base.version() != version) {
      return node(base.node(index));
    }
    inOrder(base.pathBytesAt(index));
    add(nodeWriter.copy(base, index));
    return this;
  }

  private void inOrder(MemorySegment path) {
    int length = (int) path.byteSize();
    byte[] bytes = length > spare.length ? new byte[length * 2] : spare;
    MemorySegment.copy(path, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
    if (nodeCount > 0
        && Arrays.compareUnsigned(lastPath, 0, lastPathBytes, bytes, 0, length) >= 0) {
      throw new IllegalArgumentException(
          new String(bytes, 0, length, StandardCharsets.UTF_8)
              + " comes after "
              + new String(lastPath, 0, lastPathBytes, StandardCharsets.UTF_8));
    }
    spare = lastPath;
    lastPath = bytes;
    lastPathBytes = length;
  }

  private void add(int node) {
    if (nodeCount == nodes.length) {
      nodes = Arrays.copyOf(nodes, nodeCount * 2);
    }
    nodes[nodeCount++] = node;
  }

  /// Ends the snapshot. The body lives until this writer is closed.
  ///
  /// @param files all manifest files that the nodes refer to, in whatever order
  public MemorySegment finish(Header header, Collection<ManifestFileInfo> files) {
    List<ManifestFileInfo> sorted = new ArrayList<>(files);
    sorted.sort((a, b) -> a.id().compareTo(b.id()));
    boolean first = version == SpecVersion.V1;
    int tables = first ? 0 : tables(sorted);
    int structs = structs(first ? sorted : List.of());
    int metadata = MetadataItems.write(builder, header.metadata, MetadataCodec.of(version));
    int message = builder.text(header.message);
    int nodeVector = builder.offsets(nodes, nodeCount);
    builder.startTable();
    builder.addLong(Snapshot.FLUSHED_AT, Microseconds.of(header.flushedAt), 0);
    builder.addOffset(Snapshot.NODES, nodeVector);
    builder.addOffset(Snapshot.MESSAGE, message);
    builder.addOffset(Snapshot.METADATA, metadata);
    builder.addOffset(Snapshot.MANIFEST_FILES, structs);
    builder.addOffset(Snapshot.MANIFEST_FILES_V2, tables);
    if (first && header.parent.isPresent()) {
      builder.addId12(Snapshot.PARENT_ID, header.parent.get().high(), header.parent.get().low());
    }
    builder.addId12(Snapshot.ID, header.id.high(), header.id.low());
    int root = builder.endTable();
    Layout.requireTables(builder, Layout.MAX_TABLES, header.id.key());
    return builder.finish(root, Layout.IDENTIFIER);
  }

  /// Ends the snapshot and puts it into its envelope; the memory of the file is what `allocator`
  /// gives, asked once for exactly its length.
  ///
  /// @param level of zstd
  public MemorySegment encode(
      Header header,
      Collection<ManifestFileInfo> files,
      Zstd zstd,
      int level,
      LongFunction<MemorySegment> allocator) {
    return Envelope.encode(
        zstd, FileType.SNAPSHOT, version, finish(header, files), level, allocator);
  }

  private int structs(List<ManifestFileInfo> files) {
    MemorySegment room = builder.structs(files.size(), FileV1.BYTES, 8);
    for (int i = 0; i < files.size(); i++) {
      ManifestFileInfo file = files.get(i);
      long at = (long) i * FileV1.BYTES;
      file.id().writeTo(room, at + FileV1.ID);
      room.set(LONG, at + FileV1.SIZE_BYTES, file.sizeBytes());
      room.set(INT, at + FileV1.REF_COUNT, (int) file.chunkRefCount());
    }
    return builder.endStructs();
  }

  private int tables(List<ManifestFileInfo> files) {
    int[] tables = new int[files.size()];
    for (int i = 0; i < tables.length; i++) {
      ManifestFileInfo file = files.get(i);
      builder.startTable();
      builder.addLong(FileV2.SIZE_BYTES, file.sizeBytes(), 0);
      builder.addInt(FileV2.REF_COUNT, (int) file.chunkRefCount(), 0);
      builder.addId12(FileV2.ID, file.id().high(), file.id().low());
      tables[i] = builder.endTable();
    }
    return builder.offsets(tables, tables.length);
  }

  @Override
  public void close() {
    builder.close();
  }
}
