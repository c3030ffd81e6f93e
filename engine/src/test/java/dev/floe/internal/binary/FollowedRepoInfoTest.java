package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.FormatException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.RepoInfoLayout.Repo;
import dev.floe.internal.binary.RepoInfoLayout.Snapshot;
import dev.floe.internal.codec.StoredFrame;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What is read beside a state that is known says what it would say alone, and can be written on.
class FollowedRepoInfoTest {
  private final Zstd zstd = new Zstd(1);

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  private MemorySegment file(RepoInfo info) {
    return RepoInfoWriter.encode(
        zstd, info, 1, FollowedRepoInfoTest::heap, FollowedRepoInfoTest::heap);
  }

  private RepoInfo read(MemorySegment file, RepoInfo state) {
    return RepoInfoReader.decode(zstd, file, "repo", state, FollowedRepoInfoTest::heap);
  }

  private static RepoInfo longer(Samples samples, RepoInfo info, int count) {
    RepoInfo longer = info;
    for (int i = 0; i < count; i++) {
      RepoInfoBuilder builder = longer.toBuilder();
      SnapshotId tip = longer.branches().get(RepoInfo.MAIN_BRANCH);
      EncodedTablesTest.add(samples, builder, tip);
      longer =
          builder
              .latestUpdates(EncodedTablesTest.updates(samples, longer.latestUpdates(), tip))
              .build();
    }
    return longer;
  }

  @Property(tries = 50)
  void anyChainOfChangesByTwoIsReadAsItIs(@ForAll long seed) {
    Samples samples = new Samples(seed);
    RepoInfo[] seen = new RepoInfo[2];
    RepoInfo info = longer(samples, RepoInfoTest.sample(samples), samples.upTo(200));
    for (int i = 0; i < 40; i++) {
      MemorySegment file = file(info);
      int who = samples.upTo(1);
      seen[who] = read(file, seen[who]);
      assertEquals(info, seen[who]);
      assertEquals(info, read(file, null));
      info = EncodedTablesTest.changed(samples, samples.upTo(3) == 0 ? info : seen[who]);
    }
  }

  /// Ids in the order of time, so that what there was stays where it was.
  private static RepoInfo next(Samples samples, RepoInfo info, int i) {
    RepoInfoBuilder builder = info.toBuilder();
    SnapshotId tip = info.branches().get(RepoInfo.MAIN_BRANCH);
    EncodedTablesTest.add(samples, builder, tip, new SnapshotId(-1, i));
    return builder
        .latestUpdates(EncodedTablesTest.updates(samples, info.latestUpdates(), tip))
        .build();
  }

  @Test
  void whatBothKnowIsNeitherReadNorCompressedAgain() {
    Samples samples = new Samples(7);
    RepoInfo info = RepoInfoTest.sample(samples);
    for (int i = 0; i < 600; i++) {
      info = next(samples, info, i);
    }
    RepoInfo other = read(file(read(file(info), info)), info);
    file(other);
    for (int i = 600; i < 640; i++) {
      info = next(samples, other, i);
      byte[][] frames = other.encoded().frames().frames();
      MemorySegment file = file(info);
      byte[][] written = info.encoded().frames().frames();
      RepoInfo followed = read(file, other);
      assertEquals(info, followed);
      for (int k = 0; k < other.snapshotCount(); k++) {
        assertSame(other.table().entry(k), followed.table().entry(k));
      }
      // Three at most are new, and the newest of before has got a backup.
      assertSame(info.latestUpdates().get(4), followed.latestUpdates().get(4));
      assertTrue(frames.length > 2, frames.length + " frames");
      byte[][] kept = followed.encoded().frames().frames();
      for (int k = 0; k < frames.length; k++) {
        assertSame(frames[k], written[k]);
        assertSame(frames[k], kept[k]);
      }
      other = followed;
    }
  }

  @Test
  void whatNobodyRefersToDoesNotPileUpWhereTwoTakeTurns() {
    Samples samples = new Samples(8);
    RepoInfo info = longer(samples, RepoInfoTest.sample(samples), 200);
    RepoInfo[] seen = {info, info};
    long most = 0;
    for (int i = 0; i < 1_500; i++) {
      RepoInfoBuilder builder = info.toBuilder();
      info =
          builder
              .latestUpdates(
                  EncodedTablesTest.updates(samples, info.latestUpdates(), SnapshotId.INITIAL))
              .build();
      MemorySegment file = file(info);
      most = Math.max(most, file.byteSize());
      int who = samples.upTo(1);
      seen[who] = read(file, seen[who]);
      info = seen[who];
    }
    long fresh = file(read(file(info), null)).byteSize();
    assertTrue(most < 2 * fresh, most + " bytes, written anew " + fresh);
  }

  @Property(tries = 300)
  void damageIsSeenAsItWouldBeAlone(@ForAll long seed) {
    Samples samples = new Samples(seed);
    RepoInfo state = longer(samples, RepoInfoTest.sample(samples), 20 + samples.upTo(80));
    file(state);
    RepoInfo info = longer(samples, state, samples.upTo(3));
    byte[] bytes = file(info).toArray(ValueLayout.JAVA_BYTE);
    for (int i = samples.upTo(3); i >= 0; i--) {
      int at = Envelope.HEADER_BYTES + samples.upTo(bytes.length - Envelope.HEADER_BYTES - 1);
      bytes[at] = (byte) samples.random.nextInt();
    }
    MemorySegment file = MemorySegment.ofArray(bytes);
    assertEquals(told(file, null), told(file, state));
    if (told(file, state) instanceof RepoInfo followed) {
      RepoInfo again = followed.toBuilder().buildUnchecked();
      assertEquals(followed, read(file(again), null));
    }
  }

  @Property(tries = 30)
  void aFileThatIsCutOffIsRefusedAsItWouldBeAlone(@ForAll long seed) {
    Samples samples = new Samples(seed);
    RepoInfo state = longer(samples, RepoInfoTest.sample(samples), 20 + samples.upTo(200));
    file(state);
    MemorySegment file = file(longer(samples, state, samples.upTo(3)));
    for (int i = 0; i < 10; i++) {
      MemorySegment cut = file.asSlice(0, samples.upTo((int) file.byteSize() - 1));
      Object alone = told(cut, null);
      assertInstanceOf(String.class, alone);
      assertEquals(alone, told(cut, state));
      int from = Envelope.HEADER_BYTES + samples.upTo((int) cut.byteSize() / 2);
      MemorySegment gap = without(file, Math.min(from, (int) file.byteSize() / 2), 64);
      assertEquals(told(gap, null), told(gap, state));
    }
  }

  @Property(tries = 50)
  void anotherRepositoryInItsPlaceIsReadAsItIs(@ForAll long seed) {
    Samples samples = new Samples(seed);
    RepoInfo state = longer(samples, RepoInfoTest.sample(samples), samples.upTo(200));
    file(state);
    RepoInfo other = longer(samples, RepoInfoTest.sample(samples), samples.upTo(200));
    RepoInfo followed = read(file(other), state);
    assertEquals(other, followed);
    RepoInfo next = longer(samples, followed, 2);
    assertEquals(next, read(file(next), state));
  }

  private static MemorySegment without(MemorySegment file, int from, int bytes) {
    MemorySegment left = heap(file.byteSize() - bytes);
    left.asSlice(0, from).copyFrom(file.asSlice(0, from));
    left.asSlice(from).copyFrom(file.asSlice(from + bytes));
    return left;
  }

  /// What is read, or the message of the error.
  private Object told(MemorySegment file, RepoInfo state) {
    try {
      RepoInfo info = read(file, state);
      // Metadata is decoded when it is asked for.
      info.metadata();
      info.snapshots().forEach(_ -> {});
      return info;
    } catch (FormatException e) {
      return e.getMessage();
    }
  }

  /// In a damaged file the number of a parent may be the length of a message.
  @Test
  void aNumberThatIsPartOfSomethingElseIsNotChangedInACopy() {
    Samples samples = new Samples(10);
    RepoInfo state = RepoInfoTest.sample(samples);
    RepoInfo info = state;
    for (int i = 0; i < 20; i++) {
      info = next(samples, info, i);
    }
    MemorySegment file = file(info);
    RepoInfo odd = null;
    for (int i = 0; i < info.snapshotCount(); i++) {
      for (int k = 0; k < info.snapshotCount(); k++) {
        if (told(withMessageInParent(file, i, k), null) instanceof RepoInfo found
            && found.parentPlaceAt(k) > 0) {
          odd = read(withMessageInParent(file, i, k), read(file(state), null));
          assertEquals(found, odd);
        }
      }
    }
    assertNotNull(odd);
    RepoInfoBuilder builder = odd.toBuilder();
    SnapshotId first = new SnapshotId(0, 1);
    EncodedTablesTest.add(samples, builder, odd.branches().get(RepoInfo.MAIN_BRANCH), first);
    RepoInfo next = builder.build();
    assertEquals(next, read(file(next), null));
  }

  private MemorySegment withMessageInParent(MemorySegment file, int of, int parentOf) {
    MemorySegment body = body(file);
    FlatBuffer buffer = new FlatBuffer(body, "repo");
    long root = buffer.root(Layout.IDENTIFIER);
    long snapshots = buffer.requiredVector(root, Repo.SNAPSHOTS, 4, "Repo.snapshots");
    long message = buffer.field(buffer.tableAt(snapshots, of), Snapshot.MESSAGE);
    long parent = buffer.field(buffer.tableAt(snapshots, parentOf), Snapshot.PARENT_OFFSET);
    body.set(
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
        message,
        (int) (parent - message));
    return stored(body, file);
  }

  private MemorySegment body(MemorySegment file) {
    return Envelope.decode(
            zstd,
            file,
            FileType.REPO_INFO,
            "repo",
            Envelope.MAX_BODY_BYTES,
            FollowedRepoInfoTest::heap)
        .body();
  }

  private static MemorySegment stored(MemorySegment body, MemorySegment file) {
    MemorySegment stored = StoredFrame.of(body, Envelope.HEADER_BYTES, FollowedRepoInfoTest::heap);
    stored.copyFrom(file.asSlice(0, Envelope.HEADER_BYTES));
    return stored;
  }

  @Test
  void bytesLikeAFrameAreNotTakenForOne() {
    Samples samples = new Samples(9);
    RepoInfo info = longer(samples, RepoInfoTest.sample(samples), 300);
    MemorySegment file = file(info);
    byte[] last = info.encoded().frames().frames()[0];
    MemorySegment body = body(file);
    MemorySegment longer = heap(body.byteSize() + last.length).copyFrom(body);
    longer.asSlice(body.byteSize()).copyFrom(MemorySegment.ofArray(last));
    MemorySegment stored = stored(longer, file);
    assertEquals(SpecVersion.V2, Envelope.parse(stored, "repo").version());
    assertEquals(info, read(stored, info));
  }
}
