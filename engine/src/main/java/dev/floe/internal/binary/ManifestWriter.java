package dev.floe.internal.binary;

import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.ManifestLayout.ArrayManifest;
import dev.floe.internal.binary.ManifestLayout.Manifest;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.codec.ZstdDictionaryWriter;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/// Writes a manifest with the references of one array, as they come: no object is kept for any of
/// them. In format 2 the locations of virtual chunks are compressed with a dictionary where
/// [LocationCompression] says so; in format 1 never.
///
/// Owns memory, freed in [#close]. One thread, the one that created it.
public final class ManifestWriter implements AutoCloseable {
  private static final int ZSTD_DICTIONARY = 1;
  private static final int UNCOMPRESSED = 0;

  private final SpecVersion version;
  private final LocationCompression compression;
  private final RandomGenerator random;
  private final FlatBufferBuilder builder;
  private int refCount;

  /// A writer with room for `expectedRefs` references of usual size at first.
  ///
  /// @param random draws the sample that a dictionary is trained from
  public ManifestWriter(
      SpecVersion version,
      LocationCompression compression,
      RandomGenerator random,
      long expectedRefs) {
    this.version = version;
    this.compression = version == SpecVersion.V1 ? LocationCompression.NONE : compression;
    this.random = random;
    this.builder = new FlatBufferBuilder("manifest", 1024 + Math.min(expectedRefs, 1 << 24) * 80);
  }

  /// How many references were written.
  public int refCount() {
    return refCount;
  }

  /// Writes the whole manifest, once. The body lives until this writer is closed. That a manifest
  /// holds no reference at all is the caller's mistake.
  public MemorySegment write(ManifestId id, NodeId node, RefSource refs) {
    RefTables written;
    byte[] dictionary = null;
    Optional<ZstdDictionaryWriter> trained = train(refs);
    try {
      written = new RefTables(builder, trained.orElse(null));
      refs.forEach(written);
      dictionary = trained.map(ZstdDictionaryWriter::dictionary).orElse(null);
    } finally {
      trained.ifPresent(ZstdDictionaryWriter::close);
    }
    return finish(
        id,
        node,
        written.positions(),
        written.count(),
        dictionary == null ? null : MemorySegment.ofArray(dictionary),
        dictionary == null ? UNCOMPRESSED : ZSTD_DICTIONARY);
  }

  /// Writes a manifest that differs in a few references from another one, once: its bytes are
  /// copied, references that nothing happened to are never decoded. Empty where that cannot be done
  /// or would not pay; nothing was written then. The body lives until this writer is closed.
  public Optional<MemorySegment> patch(ManifestId id, ManifestPatch patch) {
    ManifestView old = patch.base();
    return patch.write(builder)
        ? Optional.of(
            finish(
                id,
                old.nodeId(0),
                patch.positions(),
                patch.count(),
                old.dictionary(),
                old.compressionAlgorithm()))
        : Optional.empty();
  }

  /// @param dictionary of locations, or null
  private MemorySegment finish(
      ManifestId id,
      NodeId node,
      int[] tables,
      int count,
      MemorySegment dictionary,
      int algorithm) {
    if (count == 0) {
      throw new IllegalArgumentException("an empty manifest is never written");
    }
    refCount = count;
    int vector = builder.offsets(tables, count);
    builder.startTable();
    builder.addOffset(ArrayManifest.REFS, vector);
    builder.addId8(ArrayManifest.NODE_ID, node.value());
    int array = builder.endTable();
    int arrays = builder.offsets(new int[] {array}, 1);
    int dictionaryVector = dictionary == null ? 0 : builder.bytes(dictionary);
    builder.startTable();
    builder.addOffset(Manifest.ARRAYS, arrays);
    builder.addOffset(Manifest.LOCATION_DICTIONARY, dictionaryVector);
    builder.addId12(Manifest.ID, id.high(), id.low());
    builder.addByte(
        Manifest.COMPRESSION_ALGORITHM, algorithm, Manifest.COMPRESSION_ALGORITHM_IF_ABSENT);
    return builder.finish(builder.endTable(), Layout.IDENTIFIER);
  }

  /// Writes the whole manifest and puts it into its envelope; the memory of the file is what
  /// `allocator` gives, asked once for exactly its length.
  ///
  /// @param level of zstd
  public MemorySegment encode(
      ManifestId id,
      NodeId node,
      RefSource refs,
      Zstd zstd,
      int level,
      LongFunction<MemorySegment> allocator) {
    return Envelope.encode(
        zstd, FileType.MANIFEST, version, write(id, node, refs), level, allocator);
  }

  private Optional<ZstdDictionaryWriter> train(RefSource refs) {
    if (compression.minRefs() == Long.MAX_VALUE) {
      return Optional.empty();
    }
    LocationSampler sampler = new LocationSampler(compression, random);
    refs.forEach(sampler);
    return sampler.train();
  }

  @Override
  public void close() {
    builder.close();
  }
}
