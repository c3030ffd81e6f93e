package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfoLayout.Repo;
import dev.floe.internal.binary.RepoInfoLayout.Snapshot;
import dev.floe.internal.flatbuffers.FlatBuffer;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// States of a repository that are written one after the other say what each of them would alone.
class EncodedTablesTest {
  private static MemorySegment written(RepoInfo info) {
    try (FlatBufferBuilder builder = RepoInfoWriter.builder(info)) {
      byte[] bytes = RepoInfoWriter.write(builder, info).toArray(ValueLayout.JAVA_BYTE);
      return MemorySegment.ofArray(bytes);
    }
  }

  private static RepoInfo read(MemorySegment body) {
    return RepoInfoReader.read(body, "repo");
  }

  @Property(tries = 200)
  void anyChainOfChangesIsWrittenAsItIs(@ForAll long seed) {
    Samples samples = new Samples(seed);
    RepoInfo info = RepoInfoTest.sample(samples);
    for (int i = 0; i < 30; i++) {
      MemorySegment body = written(info);
      assertEquals(0, body.byteSize() % 8);
      assertEquals(info, read(body));
      checkAlignment(body);
      if (samples.upTo(9) == 0) {
        info = read(body);
      }
      info = changed(samples, info);
    }
  }

  static RepoInfo changed(Samples samples, RepoInfo info) {
    List<SnapshotInfo> all = info.snapshots();
    SnapshotId any = all.get(samples.upTo(all.size() - 1)).id();
    RepoInfoBuilder builder = info.toBuilder();
    switch (samples.upTo(5)) {
      case 0 -> builder.branch(samples.text(), any);
      case 1 -> builder.metadata(samples.maybe(() -> samples.object(2)));
      case 2 -> builder.reparentSnapshot(any, Optional.empty(), List.of());
      case 3 -> {
        Set<SnapshotId> needed = new HashSet<>(info.branches().values());
        needed.addAll(info.tags().values());
        all.forEach(snapshot -> snapshot.parentId().ifPresent(needed::add));
        builder.retainSnapshots(id -> needed.contains(id) || samples.random.nextBoolean());
      }
      default -> add(samples, builder, any);
    }
    return builder.latestUpdates(updates(samples, info.latestUpdates(), any)).build();
  }

  static void add(Samples samples, RepoInfoBuilder builder, SnapshotId parent) {
    add(samples, builder, parent, SnapshotId.random(samples.random));
  }

  static void add(Samples samples, RepoInfoBuilder builder, SnapshotId parent, SnapshotId id) {
    builder
        .addSnapshot(
            new SnapshotInfo(
                id,
                Optional.of(parent),
                samples.instant(),
                samples.text(),
                samples.object(1),
                List.of()))
        .branch("main", id);
  }

  /// One more before the others, the newest of which gets a backup; and sometimes fewer.
  static List<Update> updates(Samples samples, List<Update> old, SnapshotId id) {
    List<Update> updates = new ArrayList<>();
    for (int i = samples.upTo(2); i >= 0; i--) {
      UpdateType type = new UpdateType.NewCommit(samples.text(), id);
      updates.add(new Update(type, samples.instant(), Optional.empty()));
    }
    for (int i = 0; i < Math.min(old.size(), 30 + samples.upTo(10)); i++) {
      updates.add(i == 0 ? old.get(0).withBackupPath(samples.text()) : old.get(i));
    }
    return updates;
  }

  private static void checkAlignment(MemorySegment body) {
    FlatBuffer buffer = new FlatBuffer(body, "repo");
    long root = buffer.root(Layout.IDENTIFIER);
    long snapshots = buffer.requiredVector(root, Repo.SNAPSHOTS, 4, "Repo.snapshots");
    for (int i = 0; i < buffer.count(snapshots); i++) {
      long at = buffer.field(buffer.tableAt(snapshots, i), Snapshot.FLUSHED_AT);
      assertTrue(at < 0 || at % 8 == 0, "a number at " + at);
    }
  }

  @Test
  void deadBytesDoNotPileUp() {
    Samples samples = new Samples(3);
    RepoInfo info = RepoInfoTest.sample(samples);
    for (int i = 0; i < 200; i++) {
      RepoInfoBuilder builder = info.toBuilder();
      add(samples, builder, info.branches().get("main"));
      info = builder.build();
      written(info);
    }
    long most = 0;
    for (int i = 0; i < 3_000; i++) {
      info =
          info.toBuilder()
              .latestUpdates(updates(samples, info.latestUpdates(), SnapshotId.INITIAL))
              .build();
      most = Math.max(most, written(info).byteSize());
    }
    long fresh = written(read(written(info))).byteSize();
    assertTrue(most < 2 * fresh, most + " bytes, written anew " + fresh);
  }

  @Test
  void listsOfPrunedLogsThatGrowDoNotPileUp() {
    Samples samples = new Samples(4);
    RepoInfo info = RepoInfoTest.sample(samples);
    SnapshotId tip = info.branches().get("main");
    List<SnapshotId> pruned = new ArrayList<>();
    long most = 0;
    for (int i = 0; i < 500; i++) {
      for (int k = 0; k < 10; k++) {
        pruned.add(new SnapshotId(i, k));
      }
      info = info.toBuilder().reparentSnapshot(tip, Optional.empty(), pruned).build();
      most = Math.max(most, written(info).byteSize());
    }
    long fresh = written(read(written(info))).byteSize();
    assertTrue(most < 2 * fresh, most + " bytes, written anew " + fresh);
  }

  @Test
  void snapshotsThatAreDroppedDoNotPileUp() {
    Samples samples = new Samples(5);
    RepoInfo first = RepoInfoTest.sample(samples);
    RepoInfo info = first;
    for (int i = 0; i < 2_000; i++) {
      RepoInfoBuilder builder = info.toBuilder();
      add(samples, builder, first.branches().get("main"));
      info = builder.build();
      written(info);
    }
    info = info.toBuilder().branches(first.branches()).retainSnapshots(first::hasSnapshot).build();
    written(info);
    long after = written(info.toBuilder().build()).byteSize();
    long fresh = written(read(written(info))).byteSize();
    assertTrue(after < 2 * fresh, after + " bytes, written anew " + fresh);
  }
}
