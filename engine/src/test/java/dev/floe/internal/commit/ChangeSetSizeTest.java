package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.ChangeSetSize;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeId;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a change set says it holds, and that references are as small as promised.
class ChangeSetSizeTest {
  private static final int MOST_BYTES = 48;
  private static final NodeId ARRAY = new NodeId(1);

  private final EditChanges changes = new EditChanges();

  /// Fills a box of four dimensions, `4·d` wide.
  private void fill(int from, int to, IntFunction<ChunkPayload> payload) {
    for (int i = from; i < to; i++) {
      int[] at = {i >>> 18, i >>> 12 & 63, i >>> 6 & 63, i & 63};
      changes.recordChunk(ARRAY, at, 4, payload.apply(i));
    }
  }

  private static ChunkPayload stored(int i) {
    return new ChunkPayload.Native(new ChunkId(i * 0x9e3779b97f4a7c15L, i), i * 7L, 1L << 40);
  }

  private static ChunkPayload virtual(int i) {
    Checksum etag = new Checksum.ETag("\"etag-" + i % 2000 + '"');
    return new ChunkPayload.Virtual(
        "s3://archive/run-" + i % 3000, i * 4096L, 4096, i % 3 == 0 ? Optional.of(etag) : NONE);
  }

  private static final Optional<Checksum> NONE = Optional.empty();

  /// At every size on the way, not only where pages happen to be full.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMillionReferencesTakeAsLittleAsPromised(boolean virtual) {
    int step = 1 << 16;
    for (int refs = 0; refs < 1 << 20; refs += step) {
      fill(refs, refs + step, virtual ? ChangeSetSizeTest::virtual : ChangeSetSizeTest::stored);
      ChangeSetSize size = changes.size();
      assertEquals(refs + step, size.chunks());
      long bytes = size.referenceBytes();
      assertTrue(
          refs < 1 << 18 || bytes <= (refs + step) * (long) MOST_BYTES,
          (refs + step) + " references take " + bytes + " bytes");
    }
  }

  @Test
  void whatReferencesShareOrCarryIsCountedApart() {
    fill(0, 6000, ChangeSetSizeTest::virtual);
    ChangeSetSize before = changes.size();
    assertEquals(3000, before.locations());
    assertEquals(locationBytes(), before.locationBytes());
    assertEquals(2000, before.etags());
    assertTrue(before.etagBytes() > 2000 * 8 && before.etagBytes() <= 2000 * 11);
    assertEquals(0, before.inlineBytes());
    fill(6000, 6100, i -> new ChunkPayload.Inline(MemorySegment.ofArray(new byte[500])));
    ChangeSetSize after = changes.size();
    assertEquals(50_000, after.inlineBytes());
    assertEquals(6100, after.chunks());
    assertEquals(before.locationBytes(), after.locationBytes());
    assertTrue(after.referenceBytes() - before.referenceBytes() < 50_000);
  }

  private static long locationBytes() {
    long bytes = 0;
    for (int i = 0; i < 3000; i++) {
      bytes += ("s3://archive/run-" + i).length();
    }
    return bytes;
  }

  @Test
  void fewReferencesTakeNoNativeMemory() {
    fill(0, 500, ChangeSetSizeTest::stored);
    long few = changes.size().referenceBytes();
    assertTrue(few > 500 * 41 && few < 500 * 120, few + " bytes");
  }

  @Test
  void theFlightRecorderIsTold(@TempDir Path directory) throws Exception {
    try (Recording recording = new Recording();
        TestRepository repository = new TestRepository(3).create()) {
      recording.enable("dev.floe.ChangeSetFlush");
      recording.start();
      TestSession session = new TestSession(repository);
      session.array("/a", 4);
      byte[] inline = "inline".getBytes(StandardCharsets.UTF_8);
      session.set("/a", new ChunkPayload.Inline(MemorySegment.ofArray(inline)), 0);
      session.set("/a", new ChunkPayload.Virtual("s3://a/b", 0, 1, NONE), 1);
      session.commit();
      recording.stop();
      Path file = directory.resolve("recording.jfr");
      recording.dump(file);
      RecordedEvent event =
          RecordingFile.readAllEvents(file).stream()
              .filter(e -> e.getEventType().getName().equals("dev.floe.ChangeSetFlush"))
              .findFirst()
              .orElseThrow();
      assertEquals(2, event.getLong("chunks"));
      assertEquals(6, event.getLong("inlineBytes"));
      assertEquals(1, event.getLong("locations"));
      assertEquals(8, event.getLong("locationBytes"));
      assertEquals(0, event.getLong("etags"));
      assertTrue(event.getLong("referenceBytes") > 0);
    }
  }
}
