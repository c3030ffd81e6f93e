package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.ManifestLayout.ArrayManifest;
import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.binary.ManifestLayout.Manifest;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ManifestRoundTripTest {
  private static final Zstd ZSTD = new Zstd(2);
  private static final ManifestId ID = new ManifestId(1, 2);
  private static final NodeId NODE = new NodeId(-3);

  @AfterAll
  @AfterContainer
  static void close() {
    ZSTD.close();
  }

  static RefSource source(Map<ChunkIndices, ChunkPayload> refs) {
    return sink ->
        refs.forEach((indices, p) -> sink.payload(indices.toUnsigned(), indices.rank(), p));
  }

  @Property(tries = 60)
  void whatIsWrittenIsRead(@ForAll long seed, @ForAll SpecVersion version) {
    Samples samples = new Samples(seed);
    SortedMap<ChunkIndices, ChunkPayload> refs = samples.refs(200);
    LocationCompression compression = new LocationCompression(20, 50, 2048, 3);
    try (ManifestWriter writer = new ManifestWriter(version, compression, samples.random, 10)) {
      ManifestView view = ManifestView.of(writer.write(ID, NODE, source(refs)), "file", ZSTD);
      assertEquals(refs.size(), writer.refCount());
      check(view, refs);
      assertTrue(version == SpecVersion.V2 || view.dictionaryBytes() == 0);
      try (ManifestWriter copier = new ManifestWriter(version, compression, samples.random, 0)) {
        int[] scratch = new int[4];
        RefSource copy = sink -> view.copyTo(0, 0, refs.size(), scratch, sink);
        check(ManifestView.of(copier.write(ID, NODE, copy), "copy", ZSTD), refs);
      }
    }
  }

  private static void check(ManifestView view, SortedMap<ChunkIndices, ChunkPayload> refs) {
    assertEquals(ID, view.id());
    assertEquals(1, view.arrayCount());
    assertEquals(NODE, view.nodeId(0));
    assertEquals(0, view.arrayIndex(NODE));
    assertEquals(-1, view.arrayIndex(new NodeId(4)));
    assertEquals(refs.size(), view.totalRefCount());
    int ref = 0;
    for (Map.Entry<ChunkIndices, ChunkPayload> entry : refs.entrySet()) {
      int[] coords = entry.getKey().toUnsigned();
      assertEquals(ref, view.find(0, coords, coords.length));
      assertEquals(ref, view.lowerBound(0, coords, coords.length));
      assertEquals(entry.getKey(), view.indices(0, ref));
      assertEquals(entry.getValue(), view.payload(0, ref));
      if (coords.length > 0) {
        coords[coords.length - 1]++;
        ChunkIndices next = ChunkIndices.ofUnsigned(coords);
        int expected = refs.headMap(next).size();
        assertEquals(expected, view.lowerBound(0, coords, coords.length));
        assertEquals(refs.containsKey(next) ? expected : -1, view.find(0, coords, coords.length));
        assertEquals(-1, view.find(0, coords, coords.length - 1));
      }
      ref++;
    }
  }

  /// References in even distances and in others, written together and one by one.
  @Property(tries = 200)
  void spansAreWrittenAsTheirReferencesAre(@ForAll long seed, @ForAll SpecVersion version) {
    RefSource spans = spans(seed);
    RefSource singles = sink -> spans.forEach(new Singly(sink));
    LocationCompression compression = new LocationCompression(20, 5, 2048, 3);
    try (ManifestWriter one = new ManifestWriter(version, compression, new Random(seed), 10);
        ManifestWriter other = new ManifestWriter(version, compression, new Random(seed), 10)) {
      MemorySegment expected = one.write(ID, NODE, singles);
      MemorySegment found = other.write(ID, NODE, spans);
      assertEquals(one.refCount(), other.refCount());
      assertEquals(-1, expected.mismatch(found));
    }
  }

  /// Hands on what a span stands for.
  private record Singly(RefSink sink) implements RefSink {
    @Override
    public void inline(int[] coords, int rank, MemorySegment bytes) {
      sink.inline(coords, rank, bytes);
    }

    @Override
    public void nativeChunk(
        int[] coords, int rank, long idHigh, int idLow, long offset, long length) {
      sink.nativeChunk(coords, rank, idHigh, idLow, offset, length);
    }

    @Override
    public void virtualChunk(
        int[] coords,
        int rank,
        MemorySegment locationUtf8,
        long offset,
        long length,
        Checksum checksum) {
      sink.virtualChunk(coords, rank, locationUtf8, offset, length, checksum);
    }
  }

  private static RefSource spans(long seed) {
    return sink -> {
      Random random = new Random(seed);
      int rank = 1 + random.nextInt(4);
      int[] coords = new int[rank];
      int spans = 1 + random.nextInt(12);
      for (int i = 0; i < spans; i++) {
        int axis = random.nextInt(rank);
        int count = 1 + random.nextInt(random.nextBoolean() ? 6 : 2000);
        ChunkRanges ranges = random.nextBoolean() ? even(random, count) : listed(random, count);
        Checksum checksum =
            switch (random.nextInt(3)) {
              case 0 -> null;
              case 1 -> new Checksum.ETag("etag" + "x".repeat(random.nextInt(9)));
              default -> new Checksum.LastModified(1 + random.nextInt(1000));
            };
        String location = "s3://bucket/file-" + "y".repeat(random.nextInt(9)) + i / 2;
        MemorySegment utf8 = MemorySegment.ofArray(location.getBytes(StandardCharsets.UTF_8));
        sink.virtualChunks(coords, rank, new VirtualSpan(axis, count, utf8, ranges, checksum));
        if (random.nextInt(3) == 0) {
          coords[0]++;
          sink.nativeChunk(coords, rank, 5, 6, 7, 8);
        }
        coords[0]++;
      }
    };
  }

  private static ChunkRanges even(Random random, int count) {
    long step = List.of(0L, 65_536L, -4096L, 1L << 33).get(random.nextInt(4));
    long offset = random.nextInt(3) == 0 ? 0 : random.nextInt(1 << 30);
    return new ChunkRanges.Even(offset - (step < 0 ? step * (count - 1) : 0), step, 77);
  }

  private static ChunkRanges listed(Random random, int count) {
    long[] offsets = new long[count];
    long[] lengths = new long[count];
    int zeros = random.nextInt(3) * 20;
    for (int i = 0; i < count; i++) {
      offsets[i] = zeros > 0 && random.nextInt(zeros) == 0 ? 0 : random.nextLong() >>> 20;
      lengths[i] = 1 + (random.nextLong() >>> 1 + random.nextInt(60));
    }
    return new ChunkRanges.Listed(MemorySegment.ofArray(offsets), MemorySegment.ofArray(lengths));
  }

  @Property(tries = 60)
  void boxesWithHolesAreSearchedRight(@ForAll long seed) {
    Samples samples = new Samples(seed);
    int percent = samples.upTo(60);
    int[] from = {samples.random.nextInt(), samples.upTo(5)};
    SortedMap<ChunkIndices, ChunkPayload> refs = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 15; j++) {
        if (samples.upTo(100) >= percent) {
          refs.put(ChunkIndices.ofUnsigned(from[0] + i, from[1] + j), virtual("s3://b/x"));
        }
      }
    }
    // Sorted between first and last, but outside of their box.
    refs.put(ChunkIndices.ofUnsigned(from[0] + 3, 1000), virtual("s3://b/y"));
    try (ManifestWriter writer = writer(LocationCompression.NONE)) {
      check(ManifestView.of(writer.write(ID, NODE, source(refs)), "file", ZSTD), refs);
    }
  }

  @Test
  void locationsAreCompressedAsTheRulesSay() {
    SortedMap<ChunkIndices, ChunkPayload> refs = new TreeMap<>();
    for (int i = 0; i < 1200; i++) {
      refs.put(ChunkIndices.of(i), virtual("s3://bucket/some/prefix/file-%07d.nc".formatted(i)));
    }
    refs.put(ChunkIndices.of(5000), virtual("s3://bucket/" + "long/".repeat(300)));
    try (ManifestWriter writer = writer(LocationCompression.STANDARD)) {
      ManifestView view = ManifestView.of(writer.write(ID, NODE, source(refs)), "file", ZSTD);
      assertEquals(1, view.compressionAlgorithm());
      assertTrue(view.dictionaryBytes() > 0 && view.dictionaryBytes() <= 2048);
      assertTrue(view.isLocationCompressed(0, 0));
      assertFalse(view.isLocationCompressed(0, 1200), "longer than 1024 bytes");
      check(view, refs);
    }
    for (LocationCompression none :
        List.of(LocationCompression.NONE, new LocationCompression(1202, 100, 2048, 3))) {
      try (ManifestWriter writer = writer(none)) {
        ManifestView view = ManifestView.of(writer.write(ID, NODE, source(refs)), "file", ZSTD);
        assertEquals(0, view.compressionAlgorithm());
        assertEquals(0, view.dictionaryBytes());
        assertFalse(view.isLocationCompressed(0, 0));
      }
    }
  }

  @Test
  void aDictionaryIsNotWorthItForFewLocations() {
    SortedMap<ChunkIndices, ChunkPayload> refs = new TreeMap<>();
    for (int i = 0; i < 5000; i++) {
      refs.put(ChunkIndices.of(i), virtual("s3://bucket/some/prefix/file-%d.nc".formatted(i / 50)));
    }
    try (ManifestWriter writer = writer(LocationCompression.STANDARD)) {
      ManifestView view = ManifestView.of(writer.write(ID, NODE, source(refs)), "file", ZSTD);
      assertEquals(0, view.dictionaryBytes());
      assertFalse(view.isLocationCompressed(0, 0));
      check(view, refs);
    }
  }

  private static ManifestWriter writer(LocationCompression compression) {
    return new ManifestWriter(SpecVersion.V2, compression, new Random(1), 0);
  }

  private static ChunkPayload virtual(String location) {
    return new ChunkPayload.Virtual(location, 1, 2, Optional.empty());
  }

  @Test
  void aSharedLocationIsWrittenOnce() {
    SortedMap<ChunkIndices, ChunkPayload> refs = new TreeMap<>();
    for (int i = 0; i < 500; i++) {
      refs.put(ChunkIndices.of(i), virtual("s3://bucket/" + "x".repeat(500)));
    }
    try (ManifestWriter writer = writer(LocationCompression.NONE)) {
      MemorySegment body = writer.write(ID, NODE, source(refs));
      assertTrue(body.byteSize() < 500 * 60);
      check(ManifestView.of(body, "file", ZSTD), refs);
    }
  }

  @Test
  void referencesOutOfOrderAndEmptyManifestsAreRefused() {
    ChunkPayload payload = virtual("s3://b/x");
    int[][] orders = {{2, 1}, {1, 1}, {-1, 0}};
    for (int[] order : orders) {
      try (ManifestWriter writer = writer(LocationCompression.NONE)) {
        RefSource refs =
            sink -> Arrays.stream(order).forEach(i -> sink.payload(new int[] {i, 9}, 1, payload));
        assertThrows(InvalidInputException.class, () -> writer.write(ID, NODE, refs));
      }
    }
    try (ManifestWriter writer = writer(LocationCompression.NONE)) {
      assertThrows(IllegalArgumentException.class, () -> writer.write(ID, NODE, sink -> {}));
    }
  }

  /// A manifest with one reference that has whatever `fields` adds to its table.
  private static ManifestView odd(List<Consumer<FlatBufferBuilder>> arrays) {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("test", 0)) {
      int location = builder.text("s3://a/b");
      int compressed = builder.bytes(new byte[] {1, 2, 3});
      int index = builder.ints(new int[0], 0);
      int[] tables = new int[arrays.size()];
      for (int i = 0; i < tables.length; i++) {
        builder.startTable();
        builder.addOffset(ChunkRef.INDEX, index);
        builder.addOffset(9, compressed);
        builder.addOffset(17, location);
        arrays.get(i).accept(builder);
        int refs = builder.offsets(new int[] {builder.endTable()}, 1);
        builder.startTable();
        builder.addOffset(ArrayManifest.REFS, refs);
        builder.addId8(ArrayManifest.NODE_ID, i * 10L - 10);
        tables[i] = builder.endTable();
      }
      int[] byUnsignedId = new int[tables.length];
      for (int i = 0; i < tables.length; i++) {
        byUnsignedId[i] = tables[(i + 1) % tables.length];
      }
      int vector = builder.offsets(byUnsignedId, tables.length);
      builder.startTable();
      builder.addOffset(Manifest.ARRAYS, vector);
      builder.addId12(Manifest.ID, 1, 2);
      builder.addOffset(7, location);
      MemorySegment body = builder.finish(builder.endTable(), Layout.IDENTIFIER);
      return ManifestView.of(
          MemorySegment.ofArray(body.toArray(ValueLayout.JAVA_BYTE)), "file", ZSTD);
    }
  }

  /// A manifest with the references of two arrays, one each.
  static ManifestView severalArrays() {
    return odd(
        List.of(
            builder -> builder.addId12(ChunkRef.CHUNK_ID, 5, 6),
            builder -> builder.addId12(ChunkRef.CHUNK_ID, 7, 8)));
  }

  @Test
  void theFirstOfSeveralPayloadsCounts() {
    List<Consumer<FlatBufferBuilder>> refs = new ArrayList<>();
    refs.add(builder -> {});
    refs.add(builder -> builder.addId12(ChunkRef.CHUNK_ID, 5, 6));
    refs.add(builder -> {
      builder.addId12(ChunkRef.CHUNK_ID, 5, 6);
      builder.addLong(ChunkRef.OFFSET, -1, 0);
    });
    refs.add(builder -> {
      builder.addId12(ChunkRef.CHUNK_ID, 5, 6);
      builder.addLong(ChunkRef.OFFSET, Long.MAX_VALUE, 0);
      builder.addLong(ChunkRef.LENGTH, 1, 0);
    });
    ManifestView view = odd(refs);
    assertEquals(4, view.arrayCount(), "several arrays, unknown fields");
    for (long id : new long[] {-10, 0, 10, 20}) {
      assertEquals(new NodeId(id), view.nodeId(view.arrayIndex(new NodeId(id))));
    }
    int none = view.arrayIndex(new NodeId(-10));
    assertThrows(FormatException.class, () -> view.kind(none, 0));
    int chunk = view.arrayIndex(new NodeId(0));
    assertEquals(ManifestView.Kind.NATIVE, view.kind(chunk, 0));
    assertEquals(0, view.find(chunk, new int[0], 0));
    int negative = view.arrayIndex(new NodeId(10));
    assertThrows(FormatException.class, () -> view.payload(negative, 0));
    int tooFar = view.arrayIndex(new NodeId(20));
    assertThrows(FormatException.class, () -> view.payload(tooFar, 0));
  }

  @Test
  void aCompressedLocationNeedsADictionary() {
    SortedMap<ChunkIndices, ChunkPayload> refs = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      refs.put(ChunkIndices.of(i), virtual("s3://bucket/some/prefix/file-%07d.nc".formatted(i)));
    }
    try (ManifestWriter writer = writer(LocationCompression.STANDARD);
        FlatBufferBuilder builder = new FlatBufferBuilder("test", 0)) {
      ManifestView good = ManifestView.of(writer.write(ID, NODE, source(refs)), "file", ZSTD);
      assertTrue(good.isLocationCompressed(0, 0));
      int compressed = builder.bytes(new byte[] {1, 2, 3});
      int index = builder.ints(new int[0], 0);
      builder.startTable();
      builder.addOffset(ChunkRef.INDEX, index);
      builder.addOffset(ChunkRef.COMPRESSED_LOCATION, compressed);
      int tables = builder.offsets(new int[] {builder.endTable()}, 1);
      builder.startTable();
      builder.addOffset(ArrayManifest.REFS, tables);
      builder.addId8(ArrayManifest.NODE_ID, 1);
      int arrays = builder.offsets(new int[] {builder.endTable()}, 1);
      builder.startTable();
      builder.addOffset(Manifest.ARRAYS, arrays);
      builder.addId12(Manifest.ID, 1, 2);
      ManifestView view =
          ManifestView.of(builder.finish(builder.endTable(), Layout.IDENTIFIER), "file", ZSTD);
      assertEquals(1, view.compressionAlgorithm(), "as old files read");
      FormatException e = assertThrows(FormatException.class, () -> view.location(0, 0));
      assertTrue(e.getMessage().contains("dictionary"), e.getMessage());
    }
  }
}
