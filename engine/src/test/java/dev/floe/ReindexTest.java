package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Chunks moved within their array, by functions and by offsets.
class ReindexTest {
  private static final NodePath A = NodePath.of("/a");

  private final Storage storage = Storage.inMemory();
  private final Repository repository = Repository.create(storage);

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String array(String shape, String grid) {
    return """
    {"zarr_format":3,"node_type":"array","shape":%s,"data_type":"uint8",\
    "chunk_grid":%s,"chunk_key_encoding":{"name":"default"},"fill_value":0,\
    "codecs":[{"name":"bytes"}]}\
    """
        .formatted(shape, grid);
  }

  private static String array(String shape) {
    String ones = shape.replaceAll("[0-9]+", "1");
    return array(shape, "{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":" + ones + "}}");
  }

  /// Commits a line of chunks; those of which the letter is a dot are not there.
  private void commit(String letters) {
    repository.transaction(
        "main",
        "line",
        store -> {
          store.set("a/zarr.json", text(array("[" + letters.length() + "]")));
          for (int i = 0; i < letters.length(); i++) {
            if (letters.charAt(i) != '.') {
              store.set("a/c/" + i, text(letters.substring(i, i + 1)));
            }
          }
        });
  }

  private static String line(Session session) {
    StringBuilder letters = new StringBuilder();
    long count = session.store().array("a").shape().getFirst().chunkCount();
    for (int i = 0; i < count; i++) {
      letters.append(chunk(session, "a/c/" + i));
    }
    return letters.toString();
  }

  private static String chunk(Session session, String key) {
    Optional<SegmentLease> found = session.store().get(key);
    if (found.isEmpty()) {
      return ".";
    }
    try (SegmentLease lease = found.get()) {
      return new String(lease.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  private Session writable() {
    return repository.writableSession("main");
  }

  private Session reader() {
    return repository.readonlySession(Version.MAIN);
  }

  private static ErrorKind kindOf(Runnable action) {
    return assertThrows(IcechunkException.class, action::run).kind();
  }

  private static Function<ChunkIndices, Optional<ChunkIndices>> plus(int offset, int end) {
    return at -> {
      long to = at.at(0) + offset;
      return to < 0 || to >= end ? Optional.empty() : Optional.of(ChunkIndices.of(to));
    };
  }

  @Test
  void chunksAreShiftedAndWhatLeavesIsGone() {
    commit("0123456789");
    Session session = writable();
    session.shiftArray(A, -1);
    assertEquals("123456789.", line(session));
    session.shiftArray(A, 3);
    assertEquals("...1234567", line(session), "shifted again, in the same session");
    assertEquals(
        10, session.status().updatedChunks().get(A).size(), "each chunk is an updated one");
    session.commit("shifted");
    assertEquals("...1234567", line(reader()));
    Session far = writable();
    far.shiftArray(A, 10);
    assertEquals("..........", line(far));
  }

  @Test
  void extremeOffsetsLeaveNothing() {
    for (long offset : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -(1L << 32)}) {
      commit("abc");
      Session session = writable();
      session.shiftArray(A, offset);
      assertEquals("...", line(session));
      session.commit("gone");
      assertEquals("...", line(reader()));
      repository.transaction("main", "gone", store -> store.delete("a/zarr.json"));
    }
  }

  @Test
  void gapsTravelAlong() {
    commit("ab..c..d");
    Session session = writable();
    session.store().delete("a/c/0");
    session.store().set("a/c/2", text("x"));
    session.shiftArray(A, 2);
    assertEquals("...bx.c.", line(session));
    session.commit("shifted");
    assertEquals("...bx.c.", line(reader()));
    Session zero = writable();
    zero.shiftArray(A, 0);
    assertEquals("...bx.c.", line(zero));
  }

  @Test
  void forwardOnlyLeavesWhatNothingIsMovedTo() {
    commit("1.3");
    Session session = writable();
    session.reindexArray(A, plus(1, 3));
    assertEquals("113", line(session));
    Session both = writable();
    both.reindexArray(A, plus(1, 3), plus(-1, 3));
    assertEquals(".1.", line(both));
    Session reversed = writable();
    reversed.store().set("a/c/1", text("2"));
    reversed.reindexArray(A, at -> Optional.of(ChunkIndices.of(2 - at.at(0))));
    assertEquals("321", line(reversed));
  }

  @Test
  void aShrunkenArrayForgetsWhatIsOutsideAndAGrownOneHasRoom() {
    commit("abcd");
    Session session = writable();
    session.store().set("a/zarr.json", text(array("[2]")));
    session.shiftArray(A, 1);
    assertEquals(".a", line(session));
    session.discardChanges();
    session.store().set("a/zarr.json", text(array("[6]")));
    session.shiftArray(A, 2);
    assertEquals("..abcd", line(session));
    session.commit("grown and shifted");
    assertEquals("..abcd", line(reader()));
  }

  @Test
  void chunksOfEveryKindMove() {
    repository.transaction(
        "main",
        "kinds",
        store -> {
          store.set("a/zarr.json", text(array("[5]")));
          store.set("a/c/0", text("inline"));
          store.set("a/c/1", text("n".repeat(600)));
          store.setVirtualRef("a/c/2", VirtualChunk.at("s3://bucket/object", 7, 9), false);
        });
    var before = reader().store().array("a").references().map(at -> at.payload()).toList();
    Session session = writable();
    session.shiftArray(A, 2);
    var after = session.store().array("a").references().toList();
    assertEquals(before, after.stream().map(at -> at.payload()).toList());
    assertEquals(ChunkIndices.of(2), after.getFirst().coordinates());
    session.commit("shifted");
    assertEquals(after, reader().store().array("a").references().toList());
  }

  @Test
  void whatCannotBeMovedIsRefusedAndChangesNothing() {
    repository.transaction(
        "main",
        "arrays",
        store -> {
          store.set("zarr.json", text("{\"zarr_format\":3,\"node_type\":\"group\"}"));
          String grid =
              "{\"name\":\"rectilinear\",\"configuration\":{\"kind\":\"inline\","
                  + "\"chunk_shapes\":[[1,3]]}}";
          store.set("r/zarr.json", text(array("[4]", grid)));
        });
    commit("abc");
    Session session = writable();
    Map<ErrorKind, List<Runnable>> refused = new TreeMap<>();
    refused.put(ErrorKind.NOT_AN_ARRAY, List.of(() -> session.shiftArray(NodePath.ROOT, 1)));
    refused.put(
        ErrorKind.NODE_NOT_FOUND, List.of(() -> session.shiftArray(NodePath.of("/none"), 1)));
    refused.put(ErrorKind.UNIMPLEMENTED, List.of(() -> session.shiftArray(NodePath.of("/r"), 1)));
    refused.put(
        ErrorKind.INVALID_CHUNK_INDEX,
        List.of(
            () -> session.shiftArray(A),
            () -> session.shiftArray(A, 1, 1),
            () -> session.reindexArray(A, plus(1, 9)),
            () -> session.reindexArray(A, _ -> Optional.of(ChunkIndices.of(0, 0)))));
    refused.put(ErrorKind.READ_ONLY_SESSION, List.of(() -> reader().shiftArray(A, 1)));
    refused.put(
        ErrorKind.REARRANGE_SESSION_ONLY,
        List.of(() -> repository.rearrangeSession("main").shiftArray(A, 1)));
    refused.forEach(
        (kind, actions) -> actions.forEach(action -> assertEquals(kind, kindOf(action))));
    assertFalse(session.hasUncommittedChanges());
    assertEquals("abc", line(session));
  }

  @Test
  void anArrayThatChangesMeanwhileIsNotTouched() {
    commit("abc");
    Session session = writable();
    AtomicBoolean changed = new AtomicBoolean();
    ErrorKind kind =
        kindOf(() ->
            session.reindexArray(
                A,
                at -> {
                  if (!changed.getAndSet(true)) {
                    session.store().set("a/zarr.json", text(array("[2]")));
                  }
                  return Optional.of(at);
                }));
    assertEquals(ErrorKind.CONCURRENCY, kind);
    assertEquals("ab", line(session));
  }

  /// The commit begins when the last chunk has been asked for, while they are being laid over.
  @Test
  void aCommitHoldsAllThatAReindexMovesOrNothing() throws InterruptedException {
    int count = 20_000;
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append((char) ('a' + i * 7L % 26));
    }
    commit(letters.toString());
    for (int round = 0; round < 6; round++) {
      String before = line(reader());
      Session session = writable();
      Thread committing =
          Thread.ofPlatform()
              .unstarted(() -> session.commit("meanwhile", CommitOptions.STANDARD.allowingEmpty()));
      try {
        session.reindexArray(
            A,
            at -> {
              if (at.at(0) == count - 1) {
                committing.start();
              }
              return Optional.of(ChunkIndices.of(count - 1 - at.at(0)));
            });
      } catch (IcechunkException e) {
        assertEquals(ErrorKind.READ_ONLY_SESSION, e.kind());
      }
      committing.join();
      String after = line(reader());
      assertTrue(
          after.equals(before) || after.equals(new StringBuilder(before).reverse().toString()),
          "a part of the chunks was moved");
    }
  }

  /// Two dimensions, any offsets, uncommitted changes and small manifests, beside a plain map.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shiftsAreWhatTheMapSays(long seed) {
    Random random = new Random(seed);
    repository.transaction(
        "main", "plane", store -> store.set("a/zarr.json", text(array("[7, 5]"))));
    Map<List<Long>, String> model = new TreeMap<>((x, y) -> x.toString().compareTo(y.toString()));
    for (int step = 0; step < 12; step++) {
      Session session = writable();
      for (int i = 0; i < 12; i++) {
        List<Long> at = List.of((long) random.nextInt(7), (long) random.nextInt(5));
        String key = "a/c/" + at.get(0) + "/" + at.get(1);
        if (random.nextInt(3) == 0) {
          session.store().delete(key);
          model.remove(at);
        } else {
          session.store().set(key, text(key + step));
          model.put(at, key + step);
        }
      }
      long[] offsets = {random.nextInt(-3, 4), random.nextInt(-2, 3)};
      session.shiftArray(A, offsets);
      Map<List<Long>, String> shifted = new java.util.HashMap<>(model);
      model.clear();
      shifted.forEach((at, value) -> {
        long x = at.get(0) + offsets[0];
        long y = at.get(1) + offsets[1];
        if (x >= 0 && x < 7 && y >= 0 && y < 5) {
          model.put(List.of(x, y), value);
        }
      });
      check(session, model);
      session.commit("shifted");
      check(reader(), model);
    }
  }

  private static void check(Session session, Map<List<Long>, String> model) {
    Map<List<Long>, String> seen = new TreeMap<>((x, y) -> x.toString().compareTo(y.toString()));
    List<ChunkIndices> all = new ArrayList<>();
    try (Stream<ChunkIndices> chunks = session.chunkCoordinates(A)) {
      chunks.forEach(all::add);
    }
    for (ChunkIndices at : all) {
      seen.put(List.of(at.at(0), at.at(1)), chunk(session, "a/c/" + at.keySuffix()));
    }
    assertEquals(model, seen);
  }
}
