package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.ManifestLayout.ArrayManifest;
import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.binary.ManifestLayout.Manifest;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.codec.ZstdDictionaryWriter;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/// Writes a manifest with the references of one array, as they come: no object is kept for any of
/// them. In format 2 the locations of virtual chunks are compressed with a dictionary where
/// [LocationCompression] says so; in format 1 never. Equal locations that follow one another are
/// written once.
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
    Refs written;
    byte[] dictionary = null;
    Optional<ZstdDictionaryWriter> trained = train(refs);
    try {
      written = new Refs(trained.orElse(null));
      refs.forEach(written);
      dictionary = trained.map(ZstdDictionaryWriter::dictionary).orElse(null);
    } finally {
      trained.ifPresent(ZstdDictionaryWriter::close);
    }
    if (written.count == 0) {
      throw new IllegalArgumentException("an empty manifest is never written");
    }
    refCount = written.count;
    int vector = builder.offsets(written.tables, written.count);
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
        Manifest.COMPRESSION_ALGORITHM,
        dictionary == null ? UNCOMPRESSED : ZSTD_DICTIONARY,
        Manifest.COMPRESSION_ALGORITHM_IF_ABSENT);
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

  /// Writes each reference as it comes.
  private final class Refs implements RefSink {
    private final ZstdDictionaryWriter dictionary;
    private int[] tables = new int[16];
    private int count;
    private int[] lastCoords = new int[8];
    private int lastRank = -1;
    private byte[] lastLocation = new byte[128];
    private int lastLocationBytes = -1;
    private int lastLocationAt;
    private boolean lastLocationCompressed;
    private final byte[] compressed = new byte[2 * LocationDictionary.MAX_LOCATION_BYTES + 100];

    Refs(ZstdDictionaryWriter dictionary) {
      this.dictionary = dictionary;
    }

    @Override
    public void inline(int[] coords, int rank, MemorySegment bytes) {
      int payload = builder.bytes(bytes);
      int index = index(coords, rank);
      builder.startTable();
      builder.addOffset(ChunkRef.INDEX, index);
      builder.addOffset(ChunkRef.INLINE, payload);
      add();
    }

    @Override
    public void nativeChunk(
        int[] coords, int rank, long idHigh, int idLow, long offset, long length) {
      int index = index(coords, rank);
      builder.startTable();
      builder.addLong(ChunkRef.OFFSET, offset, 0);
      builder.addLong(ChunkRef.LENGTH, length, 0);
      builder.addOffset(ChunkRef.INDEX, index);
      builder.addId12(ChunkRef.CHUNK_ID, idHigh, idLow);
      add();
    }

    @Override
    public void virtualChunk(
        int[] coords,
        int rank,
        MemorySegment locationUtf8,
        long offset,
        long length,
        Checksum checksum) {
      location(locationUtf8);
      int etag = checksum instanceof Checksum.ETag(String tag) ? builder.text(tag) : 0;
      int modified = checksum instanceof Checksum.LastModified(long seconds) ? (int) seconds : 0;
      int index = index(coords, rank);
      builder.startTable();
      builder.addLong(ChunkRef.OFFSET, offset, 0);
      builder.addLong(ChunkRef.LENGTH, length, 0);
      builder.addOffset(ChunkRef.INDEX, index);
      builder.addOffset(
          lastLocationCompressed ? ChunkRef.COMPRESSED_LOCATION : ChunkRef.LOCATION,
          lastLocationAt);
      builder.addOffset(ChunkRef.CHECKSUM_ETAG, etag);
      builder.addInt(ChunkRef.CHECKSUM_LAST_MODIFIED, modified, 0);
      add();
    }

    private void location(MemorySegment utf8) {
      int length = (int) utf8.byteSize();
      if (length == lastLocationBytes
          && MemorySegment.mismatch(utf8, 0, length, MemorySegment.ofArray(lastLocation), 0, length)
              == -1) {
        return;
      }
      if (length > lastLocation.length) {
        lastLocation = new byte[length * 2];
      }
      MemorySegment.copy(utf8, ValueLayout.JAVA_BYTE, 0, lastLocation, 0, length);
      lastLocationBytes = length;
      int compressedBytes =
          dictionary == null || length > LocationDictionary.MAX_LOCATION_BYTES
              ? -1
              : dictionary.compress(lastLocation, length, compressed);
      lastLocationCompressed = compressedBytes >= 0;
      lastLocationAt =
          lastLocationCompressed ? builder.bytes(compressed, compressedBytes) : builder.text(utf8);
    }

    private int index(int[] coords, int rank) {
      if (lastRank >= 0 && Arrays.compareUnsigned(lastCoords, 0, lastRank, coords, 0, rank) >= 0) {
        throw ErrorKind.INVALID_CHUNK_INDEX.exception(
            "chunk references must be sorted, but "
                + ChunkIndices.ofUnsigned(coords, rank)
                + " came after "
                + ChunkIndices.ofUnsigned(lastCoords, lastRank));
      }
      if (rank > lastCoords.length) {
        lastCoords = new int[rank];
      }
      System.arraycopy(coords, 0, lastCoords, 0, rank);
      lastRank = rank;
      return builder.ints(coords, rank);
    }

    private void add() {
      if (count == tables.length) {
        tables = Arrays.copyOf(tables, count + (count >> 1));
      }
      tables[count++] = builder.endTable();
    }
  }
}
