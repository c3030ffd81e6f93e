package dev.floe.quickstart;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.error.ConflictException;
import dev.floe.format.JsonValue;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.memory.SegmentLease;
import dev.floe.virtualize.ArrayMetadata;
import dev.floe.virtualize.DatasetWriter;
import dev.floe.virtualize.VirtualArray;
import dev.floe.virtualize.VirtualizedFiles;
import dev.floe.virtualize.ZarrDocuments;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What is done to the repository before it is read: three commits on `main`, a tag, a branch, a
/// look into the past and a commit that is refused.
final class Scenario {
  /// The same field in chunks of 1 MiB and of 64 KiB.
  record Fields(GeneratedField large, GeneratedField small) {
    static Fields of(int times) {
      return new Fields(
          new GeneratedField("field_1MiB", times, 512),
          new GeneratedField("field_64KiB", times, 128));
    }
  }

  private static final String COPIED = "SST";
  private static final String COPY = "SST_native";
  private static final String TRIAL = "trial";
  private static final String TAG = "v1";
  private static final int MONTH = 0;
  private static final int WRITERS = 8;
  private static final ValueLayout.OfFloat CELL =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Repository repository;
  private final VirtualizedFiles files;
  private final SourceFile source;
  private final Fields fields;
  private final Timeline timeline;
  private final float fill;
  private SnapshotId first;
  private SnapshotId second;
  private String lookedBack = "";
  private String refusal = "";

  Scenario(
      Repository repository,
      VirtualizedFiles files,
      SourceFile source,
      Fields fields,
      Timeline timeline) {
    this.repository = repository;
    this.files = files;
    this.source = source;
    this.fields = fields;
    this.timeline = timeline;
    this.fill = fillOf(source.array(COPIED));
  }

  private static float fillOf(VirtualArray array) {
    return array.metadata().fillValue() instanceof JsonValue.JsonDouble(double value)
        ? (float) value
        : Float.NaN;
  }

  void makeHistory() {
    timeline.step("commit 1: virtualize", this::virtualize);
    timeline.step("commit 2: a native copy", this::copy);
    timeline.step("tag and branch", this::name);
    timeline.step("commit 3: a field, twice", this::writeFields);
    timeline.step("travel back in time", this::lookBack);
    timeline.step("two writers, one chunk", this::conflict);
  }

  private String virtualize() {
    Session session = repository.writableSession("main");
    DatasetWriter.Written written =
        new DatasetWriter(session.store(), false).write(NodePath.ROOT, files.dataset());
    first = session.commit("The climatology, virtually");
    return "%d arrays, %d references to %s of the file; no data copied"
        .formatted(
            written.arrays(), written.references(), Figures.bytes(written.bytesReferenced()));
  }

  private String copy() {
    Session session = repository.writableSession("main");
    Store store = session.store();
    VirtualArray array = source.array(COPIED);
    define(store, COPY, array.metadata());
    long bytes = 0;
    for (int month = 0; month < Months.COUNT; month++) {
      String chunk = "/c/" + month + "/0/0";
      try (SegmentLease lease = store.get(COPIED + chunk).orElseThrow()) {
        if (lease.segment().mismatch(source.chunk(array, month)) >= 0) {
          throw new IllegalStateException(COPIED + chunk + " is not what the file has");
        }
        store.set(COPY + chunk, lease.segment());
        bytes += lease.segment().byteSize();
      }
    }
    second = session.commit("A native copy of " + COPIED);
    return "12 months read from the file and stored, " + Figures.bytes(bytes);
  }

  private String name() {
    repository.createTag(TAG, second);
    repository.createBranch(TRIAL, second);
    return "tag %s and branch %s at %s".formatted(TAG, TRIAL, second);
  }

  private String writeFields() {
    Session session = repository.writableSession("main");
    write(session.store(), fields.large);
    write(session.store(), fields.small);
    String size = Figures.bytes(fields.large.bytes());
    session.commit("A field of " + size + ", twice");
    return "%s chunks of 1 MiB and %s of 64 KiB, %s each"
        .formatted(
            Figures.count(fields.large.chunks()), Figures.count(fields.small.chunks()), size);
  }

  private static void write(Store store, GeneratedField field) {
    define(store, field.name(), field.metadata());
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      CompletableFuture<?>[] shares = new CompletableFuture<?>[WRITERS];
      for (int writer = 0; writer < WRITERS; writer++) {
        int begin = writer;
        shares[writer] = CompletableFuture.runAsync(() -> writeShare(store, field, begin), writers);
      }
      CompletableFuture.allOf(shares).join();
    }
  }

  private static void writeShare(Store store, GeneratedField field, int begin) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(field.chunkBytes(), 64);
      for (int chunk = begin; chunk < field.chunks(); chunk += WRITERS) {
        field.fill(chunk, bytes);
        store.set(field.key(chunk), bytes);
      }
    }
  }

  private static void define(Store store, String name, ArrayMetadata metadata) {
    byte[] document = ZarrDocuments.array(metadata).getBytes(StandardCharsets.UTF_8);
    store.set(name + "/zarr.json", MemorySegment.ofArray(document));
  }

  private String lookBack() {
    Instant then = repository.lookupSnapshot(first).flushedAt();
    Store past = repository.readonlySession(Version.asOf("main", then)).store();
    Store tagged = repository.readonlySession(Version.tag(TAG)).store();
    Store now = repository.readonlySession(Version.branch("main")).store();
    String copy = COPY + "/zarr.json";
    String field = fields.large.name() + "/zarr.json";
    boolean asExpected =
        !past.exists(copy) && tagged.exists(copy) && !tagged.exists(field) && now.exists(field);
    if (!asExpected) {
      throw new IllegalStateException("the past is not as it was committed");
    }
    lookedBack =
        "As of %s there is no %s; at tag %s there is one, and no field yet; on main there are all."
            .formatted(then, COPY, TAG);
    return "at commit 1, at tag %s and on main there is what was committed then".formatted(TAG);
  }

  private String conflict() {
    Session one = repository.writableSession(TRIAL);
    Session other = repository.writableSession(TRIAL);
    shift(one.store(), 1);
    shift(other.store(), -1);
    one.commit("January warmer by one degree");
    try {
      other.commit("January colder by one degree");
    } catch (ConflictException e) {
      refusal = e.kind().code() + ": " + e.getMessage();
      double before = new Months(store(Version.tag(TAG))).mean(COPY, MONTH, fill);
      double after = new Months(store(Version.branch(TRIAL))).mean(COPY, MONTH, fill);
      return "the second commit was refused; mean of the first %s °C, before %s °C"
          .formatted(Figures.significant(after), Figures.significant(before));
    }
    throw new IllegalStateException("two commits of one chunk were both accepted");
  }

  private Store store(Version version) {
    return repository.readonlySession(version).store();
  }

  /// Adds degrees to every cell of a month that holds a value.
  private void shift(Store store, float degrees) {
    String key = COPY + "/c/" + MONTH + "/0/0";
    try (SegmentLease lease = store.get(key).orElseThrow();
        Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(lease.segment().byteSize()).copyFrom(lease.segment());
      for (long i = 0; i < bytes.byteSize() / 4; i++) {
        float value = bytes.getAtIndex(CELL, i);
        if (value != fill) {
          bytes.setAtIndex(CELL, i, value + degrees);
        }
      }
      store.set(key, bytes);
    }
  }

  QuickstartReport report(List<ReadCase> cases, long checkedBytes, int rounds) {
    Months months = new Months(store(Version.branch("main")));
    VirtualArray sst = source.array(COPIED);
    String month = months.name(MONTH);
    return new QuickstartReport(
        "One NetCDF file became a repository without being copied, native data joined it in two"
            + " more commits, and every byte that was read back was compared with where it came"
            + " from.",
        new QuickstartReport.MapPart(
            months.field(COPIED, MONTH, fill, "°C"),
            "Sea-surface temperature, " + month,
            "COADS monthly climatology (NOAA), cells of 2°. "
                + "Drawn from the virtual chunk %s/c/%d/0/0:".formatted(COPIED, MONTH)
                + " %s bytes at byte %s of coads_climatology.cdf, which stays where it is. Land is"
                    .formatted(
                        Figures.count(source.chunk(sst, MONTH).byteSize()),
                        Figures.count(source.offset(sst, MONTH)))
                + " every cell that holds the fill value in all twelve months; not observed are"
                + " cells that hold it in this one."),
        cases,
        checkedBytes,
        new HistoryOf(repository, List.of("main", TRIAL))
            .withRefused("January colder by one degree", TRIAL),
        lookedBack,
        refusal,
        timeline.steps(),
        Conditions.here(rounds));
  }
}
