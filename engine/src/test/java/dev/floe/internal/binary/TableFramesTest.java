package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The frames at the end of a repository info are taken over while their content stays.
class TableFramesTest {
  private static final int LEVEL = 1;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Samples samples = new Samples(11);
  private final Zstd zstd = new Zstd(1);

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  private MemorySegment encoded(RepoInfo info) {
    return RepoInfoWriter.encode(zstd, info, LEVEL, TableFramesTest::heap, TableFramesTest::heap);
  }

  private RepoInfo decoded(MemorySegment file) {
    return RepoInfoReader.read(
        Envelope.decode(
                zstd,
                file,
                FileType.REPO_INFO,
                "repo",
                Envelope.MAX_BODY_BYTES,
                TableFramesTest::heap)
            .body(),
        "repo");
  }

  private RepoInfo with(RepoInfo info, SnapshotId id, Instant time) {
    return info.toBuilder()
        .addSnapshot(
            new SnapshotInfo(
                id,
                Optional.of(info.branches().get("main")),
                time,
                samples.text(),
                samples.object(1),
                List.of()))
        .branch("main", id)
        .build();
  }

  private RepoInfo later(RepoInfo info, int i) {
    Instant time = START.plusMillis(i);
    return with(info, SnapshotId.random(samples.random, time), time);
  }

  private RepoInfo longHistory() {
    RepoInfo info = RepoInfoTest.sample(samples);
    for (int i = 0; i < 1_500; i++) {
      info = later(info, i);
    }
    encoded(info);
    return info;
  }

  @Test
  void whatLaterSnapshotsDoNotTouchIsNotCompressedAgain() {
    RepoInfo info = longHistory();
    byte[][] first = info.encoded().frames().frames();
    assertTrue(first.length > 2, first.length + " frames");
    for (int i = 0; i < 100; i++) {
      info = later(info, 2_000 + i);
      MemorySegment file = encoded(info);
      byte[][] frames = info.encoded().frames().frames();
      for (int f = 0; f < first.length; f++) {
        assertSame(first[f], frames[f]);
      }
      assertEquals(info, decoded(file));
    }
  }

  @Test
  void whatFollowsTheSameStateTwiceIsWrittenTwice() {
    RepoInfo info = longHistory();
    for (int i = 0; i < 100; i++) {
      RepoInfo one = later(info, 2_000 + i);
      RepoInfo other = later(info, 2_000 + i);
      MemorySegment first = encoded(one);
      MemorySegment second = encoded(other);
      assertEquals(one, decoded(first));
      assertEquals(other, decoded(second));
      assertEquals(info, decoded(encoded(info)));
      info = i % 2 == 0 ? one : other;
    }
  }

  /// The type of the first block: 0 is one that is stored.
  private static int firstBlock(MemorySegment file) {
    return file.get(ValueLayout.JAVA_BYTE, Envelope.HEADER_BYTES + 6) >>> 1 & 3;
  }

  @Test
  void onlyAShortBeginningIsStoredAsItIs() {
    RepoInfo info = longHistory();
    assertEquals(0, firstBlock(encoded(info)));
    Map<String, SnapshotId> refs = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      refs.put("a tag " + i, info.branches().get("main"));
    }
    info = info.toBuilder().tags(refs).build();
    MemorySegment file = encoded(info);
    assertEquals(2, firstBlock(file));
    assertEquals(info, decoded(file));
  }

  @Test
  void whatMovesIsCompressedAgain() {
    RepoInfo info = longHistory();
    byte[][] first = info.encoded().frames().frames();
    info = with(info, SnapshotId.random(samples.random, Instant.EPOCH), START);
    MemorySegment file = encoded(info);
    byte[][] frames = info.encoded().frames().frames();
    assertTrue(first[0] != frames[0], "a frame whose parents moved was kept");
    assertEquals(info, decoded(file));
  }

  @Test
  void aShortHistoryIsOneFrameThatSaysItsLength() {
    RepoInfo info = later(RepoInfoTest.sample(samples), 1);
    MemorySegment file = encoded(info);
    assertEquals(0, info.encoded().frames().frames().length);
    assertTrue(
        com.github.luben.zstd.Zstd.getFrameContentSize(
                file.asSlice(Envelope.HEADER_BYTES).toArray(ValueLayout.JAVA_BYTE))
            > 0);
    assertEquals(info, decoded(file));
  }

  @Test
  void idsOrderByTime() {
    SnapshotId last = SnapshotId.INITIAL;
    for (int i = 0; i < 100; i++) {
      SnapshotId next = SnapshotId.random(samples.random, START.plusMillis(i));
      assertTrue(last.compareTo(next) < 0, last + " is not before " + next);
      last = next;
    }
  }
}
