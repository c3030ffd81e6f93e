package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkIndices;
import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.codec.ZstdDictionaryWriter;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import dev.floe.internal.flatbuffers.TableCopies;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Writes the tables of references, each as it comes, and remembers where they are. Equal locations
/// that follow one another are written once. One thread.
final class RefTables implements RefSink {
  private final FlatBufferBuilder builder;
  private final ZstdDictionaryWriter dictionary;
  private int[] tables = new int[16];
  private int count;
  private int[] lastCoords = new int[8];
  private int lastRank = -1;
  private int lastIndex;
  private byte[] lastLocation = new byte[128];
  private int lastLocationBytes = -1;
  private int lastLocationAt;
  private boolean lastLocationCompressed;
  private final byte[] compressed = new byte[2 * LocationDictionary.MAX_LOCATION_BYTES + 100];

  /// @param dictionary for locations, or null
  RefTables(FlatBufferBuilder builder, ZstdDictionaryWriter dictionary) {
    this.builder = builder;
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
        lastLocationCompressed ? ChunkRef.COMPRESSED_LOCATION : ChunkRef.LOCATION, lastLocationAt);
    builder.addOffset(ChunkRef.CHECKSUM_ETAG, etag);
    builder.addInt(ChunkRef.CHECKSUM_LAST_MODIFIED, modified, 0);
    add();
  }

  @Override
  public void virtualChunks(int[] coords, int rank, VirtualSpan span) {
    ChunkRanges ranges = span.ranges();
    for (int i = 0; i < span.count(); i++) {
      coords[span.axis()] += i == 0 ? 0 : 1;
      long offset = ranges.offset(i);
      virtualChunk(
          coords, rank, span.locationUtf8(), offset, ranges.lengthBytes(i), span.checksum());
      if (i >= 2
          && i < span.count() - 1
          && ranges instanceof ChunkRanges.Even even
          && (even.step() == 0 || offset != 0 && ranges.offset(span.count() - 1) != 0)
          && builder.areAlike(tables[count - 3], tables[count - 2], tables[count - 1])) {
        repeat(span.axis(), even.step(), span.count() - 1 - i);
        coords[span.axis()] += span.count() - 1 - i;
        lastCoords[span.axis()] = coords[span.axis()];
        return;
      }
    }
  }

  /// Writes the references after the last one, which differ in what they are counted by alone.
  private void repeat(int axis, long step, int copies) {
    int table = tables[count - 1];
    TableCopies alike = new TableCopies(builder, tables[count - 2], table);
    alike.share(lastLocationCompressed ? ChunkRef.COMPRESSED_LOCATION : ChunkRef.LOCATION);
    alike.count(lastIndex, axis);
    alike.add(ChunkRef.OFFSET, step);
    alike.write(copies);
    if (copies > tables.length - count) {
      tables = Arrays.copyOf(tables, count + copies + (count >> 1));
    }
    for (int i = 1; i <= copies; i++) {
      tables[count++] = table + i * alike.lengthBytes();
    }
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

  /// How many tables there are.
  int count() {
    return count;
  }

  /// Where they are, in order; the first [#count] elements count.
  int[] positions() {
    return tables;
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
    lastIndex = builder.ints(coords, rank);
    return lastIndex;
  }

  private void add() {
    if (count == tables.length) {
      tables = Arrays.copyOf(tables, count + (count >> 1));
    }
    tables[count++] = builder.endTable();
  }
}
