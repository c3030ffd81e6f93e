package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Any sequence of patches says what a manifest written from its references would.
class ManifestPatchTest {
  private static final Zstd ZSTD = new Zstd(2);
  private static final NodeId NODE = new NodeId(-3);
  private static final LocationCompression COMPRESSION = new LocationCompression(20, 50, 2048, 3);

  @AfterAll
  @AfterContainer
  static void close() {
    ZSTD.close();
  }

  private static MemorySegment copy(MemorySegment body) {
    // Where a piece lies must not matter to whoever reads it next.
    return MemorySegment.ofArray(body.toArray(ValueLayout.JAVA_BYTE));
  }

  private static ManifestView written(
      Samples samples, SpecVersion version, SortedMap<ChunkIndices, ChunkPayload> refs) {
    try (ManifestWriter writer = new ManifestWriter(version, COMPRESSION, samples.random, 10)) {
      ManifestId id = new ManifestId(0, 0);
      RefSource source = ManifestRoundTripTest.source(refs);
      return ManifestView.of(copy(writer.write(id, NODE, source)), "file", ZSTD);
    }
  }

  /// @param changes deletions are empty
  private static RefPatch patch(Map<ChunkIndices, Optional<ChunkPayload>> changes) {
    return sink ->
        changes.forEach((indices, payload) -> {
          int[] coords = indices.toUnsigned();
          payload.ifPresentOrElse(
              to -> sink.payload(coords, coords.length, to),
              () -> sink.deleted(coords, coords.length));
        });
  }

  private static Optional<ManifestView> patched(
      Samples samples, SpecVersion version, ManifestView base, RefPatch patch, int number) {
    try (ManifestWriter writer = new ManifestWriter(version, COMPRESSION, samples.random, 0)) {
      ManifestId id = new ManifestId(7, number);
      Optional<MemorySegment> body = writer.patch(id, new ManifestPatch(base, patch));
      body.ifPresent(bytes -> assertEquals(0, bytes.byteSize() % 8));
      Optional<ManifestView> view =
          body.map(bytes -> ManifestView.of(copy(bytes), "patched", ZSTD));
      view.ifPresent(read -> {
        assertEquals(id, read.id());
        assertEquals(writer.refCount(), read.refCount(0));
      });
      return view;
    }
  }

  private static void check(ManifestView view, SortedMap<ChunkIndices, ChunkPayload> refs) {
    assertEquals(NODE, view.nodeId(0));
    assertEquals(refs.size(), view.totalRefCount());
    int ref = 0;
    for (Map.Entry<ChunkIndices, ChunkPayload> entry : refs.entrySet()) {
      int[] coords = entry.getKey().toUnsigned();
      assertEquals(ref, view.find(0, coords, coords.length));
      assertEquals(entry.getKey(), view.indices(0, ref));
      assertEquals(entry.getValue(), view.payload(0, ref));
      checkAlignment(view, ref);
      ref++;
    }
  }

  /// Other readers refuse numbers that are not aligned.
  private static void checkAlignment(ManifestView view, int ref) {
    long table = view.buffer().tableAt(view.refVector(0), ref);
    for (int slot : new int[] {ChunkRef.OFFSET, ChunkRef.LENGTH}) {
      long at = view.buffer().field(table, slot);
      assertTrue(at < 0 || at % 8 == 0, "a number at " + at);
    }
  }

  @Property(tries = 150)
  void patchesSayWhatWritingAnewWould(@ForAll long seed, @ForAll SpecVersion version) {
    Samples samples = new Samples(seed);
    SortedMap<ChunkIndices, ChunkPayload> refs = samples.refs(300);
    ManifestView view = written(samples, version, refs);
    for (int round = 0; round < 20 && !refs.isEmpty(); round++) {
      SortedMap<ChunkIndices, Optional<ChunkPayload>> changes = changes(samples, refs);
      SortedMap<ChunkIndices, ChunkPayload> next = new TreeMap<>(refs);
      changes.forEach(
          (at, to) -> to.ifPresentOrElse(payload -> next.put(at, payload), () -> next.remove(at)));
      Optional<ManifestView> patched = patched(samples, version, view, patch(changes), round);
      if (next.isEmpty()) {
        assertTrue(patched.isEmpty());
        return;
      }
      refs = next;
      ManifestView before = view;
      SortedMap<ChunkIndices, ChunkPayload> now = refs;
      view = patched.orElseGet(() -> written(samples, version, now));
      if (patched.isPresent()) {
        assertEquals(before.dictionaryBytes(), view.dictionaryBytes());
      }
      check(view, refs);
    }
  }

  private static SortedMap<ChunkIndices, Optional<ChunkPayload>> changes(
      Samples samples, SortedMap<ChunkIndices, ChunkPayload> refs) {
    List<ChunkIndices> known = new ArrayList<>(refs.keySet());
    SortedMap<ChunkIndices, Optional<ChunkPayload>> changes = new TreeMap<>();
    for (int i = samples.upTo(known.size() / 4); i >= 0; i--) {
      ChunkIndices at = known.get(samples.upTo(known.size() - 1));
      if (samples.upTo(3) == 0) {
        int[] coords = at.toUnsigned();
        for (int axis = 0; axis < coords.length; axis++) {
          coords[axis] += samples.upTo(2) - 1;
        }
        at = ChunkIndices.ofUnsigned(coords);
      }
      ChunkPayload payload = refs.get(known.get(samples.upTo(known.size() - 1)));
      changes.put(at, samples.upTo(3) == 0 ? Optional.empty() : Optional.of(payload));
    }
    return changes;
  }

  @Test
  void deadBytesDoNotPileUp() {
    Samples samples = new Samples(5);
    SortedMap<ChunkIndices, ChunkPayload> refs = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      refs.put(ChunkIndices.of(i), location(i));
    }
    ManifestView view = written(samples, SpecVersion.V2, refs);
    long fresh = view.body().byteSize();
    int patches = 0;
    Optional<ManifestView> next = Optional.of(view);
    while (next.isPresent()) {
      view = next.get();
      assertTrue(view.body().byteSize() < 2 * fresh, "after " + patches + " patches");
      SortedMap<ChunkIndices, Optional<ChunkPayload>> changes = new TreeMap<>();
      for (int i = 0; i < 20; i++) {
        changes.put(ChunkIndices.of((patches * 20 + i) % 2_000), Optional.of(location(patches)));
      }
      next = patched(samples, SpecVersion.V2, view, patch(changes), patches++);
    }
    assertTrue(patches > 5, "patches: " + patches);
  }

  private static ChunkPayload location(int number) {
    return new ChunkPayload.Virtual("s3://bucket/file-" + number + ".nc", 1, 2, Optional.empty());
  }

  @Test
  void aManifestOfSeveralArraysIsNotPatched() {
    ManifestView two = ManifestRoundTripTest.severalArrays();
    assertEquals(2, two.arrayCount());
    RefPatch one = sink -> sink.deleted(new int[0], 0);
    assertFalse(patched(new Samples(1), SpecVersion.V2, two, one, 0).isPresent());
  }
}
