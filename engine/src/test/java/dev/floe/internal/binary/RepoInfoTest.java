package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.RepositoryStatus.Availability;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfoLayout.Ref;
import dev.floe.internal.binary.RepoInfoLayout.Repo;
import dev.floe.internal.binary.RepoInfoLayout.Snapshot;
import dev.floe.internal.binary.RepoInfoLayout.UpdateEntry;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RepoInfoTest {
  static RepoInfo sample(Samples samples) {
    Set<SnapshotId> ids = new TreeSet<>(samples.list(8, () -> SnapshotId.random(samples.random)));
    ids.add(SnapshotId.INITIAL);
    List<SnapshotId> all = List.copyOf(ids);
    Supplier<SnapshotId> any = () -> all.get(samples.random.nextInt(all.size()));
    RepoInfoBuilder builder =
        new RepoInfoBuilder()
            .specVersion(SpecVersion.V2)
            .status(status(samples))
            .metadata(samples.maybe(() -> samples.object(1)))
            .deletedTags(samples.list(3, samples::text))
            .latestUpdates(samples.list(20, () -> update(samples, any)))
            .repoBeforeUpdates(samples.maybe(samples::text))
            .config(samples.maybe(() -> samples.bytes(50)))
            .enabledFeatureFlags(samples.maybe(() -> samples.list(3, () -> samples.upTo(65535))))
            .disabledFeatureFlags(samples.maybe(() -> samples.list(3, () -> samples.upTo(9))))
            .branch("main", any.get());
    samples.list(3, samples::text).forEach(name -> builder.branch(name, any.get()));
    samples.list(3, samples::text).forEach(name -> builder.tag(name, any.get()));
    for (SnapshotId id : all) {
      builder.addSnapshot(
          new SnapshotInfo(
              id,
              samples.maybe(any),
              samples.instant(),
              samples.text(),
              samples.object(1),
              samples.list(2, any)));
    }
    return builder.build();
  }

  private static RepositoryStatus status(Samples samples) {
    return new RepositoryStatus(
        samples.random.nextBoolean() ? Availability.ONLINE : Availability.READ_ONLY,
        samples.instant(),
        samples.maybe(samples::text));
  }

  private static Update update(Samples samples, Supplier<SnapshotId> any) {
    String name = samples.text();
    List<UpdateType> types =
        List.of(
            new UpdateType.RepoInitialized(),
            new UpdateType.RepoMigrated(1, 2),
            new UpdateType.ConfigChanged(),
            new UpdateType.MetadataChanged(),
            new UpdateType.TagCreated(name),
            new UpdateType.TagDeleted(name, any.get()),
            new UpdateType.BranchCreated(name),
            new UpdateType.BranchDeleted(name, any.get()),
            new UpdateType.BranchReset(name, any.get()),
            new UpdateType.NewCommit(name, any.get()),
            new UpdateType.CommitAmended(name, any.get(), any.get()),
            new UpdateType.NewDetachedSnapshot(any.get()),
            new UpdateType.GCRan(),
            new UpdateType.ExpirationRan(),
            new UpdateType.FeatureFlagChanged(
                samples.upTo(65535), samples.maybe(samples.random::nextBoolean)),
            new UpdateType.RepoStatusChanged(status(samples)));
    return new Update(
        types.get(samples.random.nextInt(types.size())),
        samples.instant(),
        samples.maybe(samples::text));
  }

  static MemorySegment body(RepoInfo info) {
    try (FlatBufferBuilder builder = RepoInfoWriter.builder(info)) {
      byte[] bytes = RepoInfoWriter.write(builder, info).toArray(ValueLayout.JAVA_BYTE);
      return MemorySegment.ofArray(bytes);
    }
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll long seed) {
    RepoInfo info = sample(new Samples(seed));
    try (FlatBufferBuilder builder = RepoInfoWriter.builder(info)) {
      RepoInfoWriter.write(builder, info);
      assertEquals(builder.tableCount(), info.tableCount());
    }
    RepoInfo read = RepoInfoReader.read(body(info), "repo");
    assertEquals(info, read);
    for (SnapshotInfo snapshot : info.snapshots()) {
      assertEquals(snapshot, read.snapshot(snapshot.id()).orElseThrow());
      assertEquals(snapshot.parentId(), read.parentOf(snapshot.id()));
    }
    assertEquals(read, RepoInfoReader.read(body(read), "repo"));
    assertEquals(Optional.empty(), read.snapshot(new SnapshotId(1, 1)));
  }

  private static RepoInfoBuilder fresh() {
    return new RepoInfoBuilder()
        .status(new RepositoryStatus(Availability.ONLINE, Instant.EPOCH, Optional.empty()))
        .addSnapshot(info(SnapshotId.INITIAL, null))
        .branch("main", SnapshotId.INITIAL);
  }

  private static SnapshotInfo info(SnapshotId id, SnapshotId parent) {
    return new SnapshotInfo(
        id,
        Optional.ofNullable(parent),
        Instant.ofEpochSecond(1),
        "m",
        JsonObject.EMPTY,
        List.of());
  }

  @Test
  void absentAndEmptyStayWhatTheyAre() {
    RepoInfo absent = fresh().build();
    RepoInfo empty =
        fresh()
            .metadata(Optional.of(JsonObject.EMPTY))
            .enabledFeatureFlags(Optional.of(List.of()))
            .disabledFeatureFlags(Optional.of(List.of()))
            .config(Optional.of(MemorySegment.ofArray(new byte[0])))
            .build();
    assertNotEquals(absent, empty);
    for (RepoInfo info : List.of(absent, empty)) {
      RepoInfo read = RepoInfoReader.read(body(info), "repo");
      assertEquals(info.metadata(), read.metadata());
      assertEquals(info.enabledFeatureFlags(), read.enabledFeatureFlags());
      assertEquals(info.disabledFeatureFlags(), read.disabledFeatureFlags());
      assertEquals(info.config().isPresent(), read.config().isPresent());
    }
  }

  @Test
  void snapshotsGoWhereTheirIdsBelong() {
    SnapshotId low = new SnapshotId(1, 0);
    SnapshotId high = new SnapshotId(-1, 0);
    RepoInfo info =
        fresh().build().toBuilder()
            .addSnapshot(info(high, SnapshotId.INITIAL))
            .addSnapshot(info(low, high))
            .branch("main", low)
            .build();
    assertEquals(
        List.of(low, SnapshotId.INITIAL, high),
        info.snapshots().stream().map(SnapshotInfo::id).toList());
    assertEquals(info, RepoInfoReader.read(body(info), "repo"));
    RepoInfo fewer =
        info.toBuilder()
            .reparentSnapshot(low, Optional.of(SnapshotId.INITIAL), List.of(high))
            .retainSnapshots(id -> !id.equals(high))
            .build();
    assertEquals(2, fewer.snapshotCount());
    assertEquals(List.of(high), fewer.snapshot(low).orElseThrow().prunedAncestorLogs());
    assertEquals(fewer, RepoInfoReader.read(body(fewer), "repo"));
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(ErrorKind.DUPLICATE_SNAPSHOT_ID, fresh().addSnapshot(info(SnapshotId.INITIAL, null)));
    RepoInfoBuilder twice = fresh().build().toBuilder();
    refused(ErrorKind.DUPLICATE_SNAPSHOT_ID, twice.addSnapshot(info(SnapshotId.INITIAL, null)));
    refused(ErrorKind.BRANCH_NOT_FOUND, fresh().removeBranch("main"));
    SnapshotId unknown = new SnapshotId(5, 5);
    refused(ErrorKind.SNAPSHOT_NOT_FOUND, fresh().branch("x", unknown));
    refused(ErrorKind.SNAPSHOT_NOT_FOUND, fresh().tag("x", unknown));
    SnapshotId id = new SnapshotId(6, 6);
    refused(ErrorKind.SNAPSHOT_NOT_FOUND, fresh().addSnapshot(info(id, unknown)));
  }

  private static void refused(ErrorKind kind, RepoInfoBuilder builder) {
    assertEquals(kind, assertThrows(IcechunkException.class, builder::build).kind());
  }

  /// A file with one snapshot, one branch and one update, and what the test changes.
  private record Odd(int snapshotIndex, int parent, int updateType, int availability, int spec) {
    static final Odd GOOD = new Odd(0, -1, 1, 0, 2);

    RepoInfo read() {
      try (FlatBufferBuilder builder = new FlatBufferBuilder("repo", 0)) {
        int text = builder.text("main");
        int none = builder.offsets(new int[0], 0);
        builder.startTable();
        builder.addByte(RepoInfoLayout.Status.AVAILABILITY, availability, 0);
        int status = builder.endTable();
        builder.startTable();
        builder.addOffset(0, text);
        builder.addOffset(5, text);
        int details = builder.endTable();
        builder.startTable();
        builder.addOffset(UpdateEntry.DETAILS, details);
        builder.addByte(UpdateEntry.TYPE, updateType, 0);
        int updates = builder.offsets(new int[] {builder.endTable()}, 1);
        builder.startTable();
        builder.addInt(Snapshot.PARENT_OFFSET, parent, 0);
        builder.addOffset(Snapshot.MESSAGE, text);
        builder.addId12(Snapshot.ID, 1, 2);
        builder.addOffset(9, text);
        int snapshots = builder.offsets(new int[] {builder.endTable()}, 1);
        builder.startTable();
        builder.addOffset(Ref.NAME, text);
        builder.addInt(Ref.SNAPSHOT_INDEX, snapshotIndex, 0);
        int branches = builder.offsets(new int[] {builder.endTable()}, 1);
        builder.startTable();
        builder.addByte(Repo.SPEC_VERSION, spec, 0);
        builder.addOffset(Repo.TAGS, none);
        builder.addOffset(Repo.BRANCHES, branches);
        builder.addOffset(Repo.DELETED_TAGS, none);
        builder.addOffset(Repo.SNAPSHOTS, snapshots);
        builder.addOffset(Repo.STATUS, status);
        builder.addOffset(Repo.LATEST_UPDATES, updates);
        builder.addOffset(12, none);
        builder.addOffset(20, none);
        return RepoInfoReader.read(builder.finish(builder.endTable(), Layout.IDENTIFIER), "repo");
      }
    }
  }

  @Test
  void unknownFieldsAreIgnoredAndBadPlacesRefused() {
    RepoInfo good = Odd.GOOD.read();
    assertEquals(new SnapshotId(1, 2), good.branches().get("main"));
    assertEquals(JsonObject.EMPTY, good.snapshots().getFirst().metadata());
    assertEquals(Availability.READ_ONLY, new Odd(0, -1, 1, 1, 2).read().status().availability());
    assertEquals(Availability.ONLINE, new Odd(0, -1, 1, 2, 2).read().status().availability());
    assertEquals(Availability.ONLINE, new Odd(0, -1, 1, 200, 2).read().status().availability());
    List<Odd> bad =
        List.of(
            new Odd(1, -1, 1, 0, 2),
            new Odd(-1, -1, 1, 0, 2),
            new Odd(0, 1, 1, 0, 2),
            new Odd(0, Integer.MAX_VALUE, 1, 0, 2),
            new Odd(0, -1, 0, 0, 2),
            new Odd(0, -1, 17, 0, 2),
            new Odd(0, -1, 6, 0, 2));
    bad.forEach(odd -> assertThrows(FormatException.class, odd::read, odd.toString()));
    FormatException e = assertThrows(FormatException.class, () -> new Odd(0, -1, 1, 0, 3).read());
    assertEquals(ErrorKind.UNSUPPORTED_SPEC_VERSION, e.kind());
  }

  @Test
  void moreTablesThanReadersTakeAreRefused() {
    List<Update> updates = new ArrayList<>();
    for (int i = 0; i < RepoInfoWriter.MAX_TABLES / 2; i++) {
      updates.add(new Update(new UpdateType.GCRan(), Instant.EPOCH, Optional.empty()));
    }
    RepoInfo info = fresh().latestUpdates(updates).build();
    try (FlatBufferBuilder builder = RepoInfoWriter.builder(info)) {
      assertThrows(FormatException.class, () -> RepoInfoWriter.write(builder, info));
    }
  }
}
