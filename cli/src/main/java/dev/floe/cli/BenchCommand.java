package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `floe bench`.
@Command(
    name = "bench",
    description = {
      "Measures what this machine and storage can do with this repository. Only reads.",
      ""
    },
    footer = {
      "",
      "Cases: open (repository, session and first read), listing (keys to draw from), document,",
      "chunk-first (each chunk once), chunk-again (the same, one at a time, into one buffer),",
      "chunk-lease (the same, into leased memory), batch (64 chunks together, as one read).",
      "",
      "JSON lines: {case, reads, bytes, p50_us, p99_us, gb_per_s, requests, heap_bytes_per_read}."
    })
final class BenchCommand extends StorageCommand {
  private static final int MOST_KEYS = 10_000;
  private static final int OPENINGS = 20;
  private static final int BATCH = 64;

  /// A prime above every number of keys, so that a walk with this stride meets them all.
  private static final long STRIDE = 1_000_003;

  @Mixin private final VersionArguments version = new VersionArguments();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How long each case may take. Default: 1.")
  private double seconds;

  @Option(names = "--json", description = "Prints JSON, in full precision, for programs.")
  private boolean json;

  BenchCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Storage storage) {
    if (!(seconds > 0 && seconds <= 3_600)) {
      throw wrongUsage("--seconds: expected a number up to 3600, found " + seconds);
    }
    CountingStorage counting = new CountingStorage(storage);
    Stopwatch watch =
        new Stopwatch(around().nanoClock(), counting::requests, (long) (seconds * 1e9));
    List<Measurement> done = new ArrayList<>();
    Version which = version.version();
    report(done, watch.measure("open", OPENINGS, _ -> open(counting, which)));
    try (Repository repository = Repository.open(counting, arguments().repositoryOptions())) {
      measure(repository.readonlySession(which), watch, done);
    }
    if (!json) {
      show(done);
    }
    return ExitCode.DONE;
  }

  private void report(List<Measurement> done, Measurement measurement) {
    done.add(measurement);
    if (json) {
      line(measurement.fields());
    }
  }

  private long open(Storage storage, Version which) {
    try (Repository repository = Repository.open(storage, arguments().repositoryOptions())) {
      Store store = repository.readonlySession(which).store();
      try (Stream<String> keys = store.list()) {
        Optional<String> first = keys.findFirst();
        return first.isEmpty() ? 0 : lease(store, first.get());
      }
    }
  }

  private void measure(Session session, Stopwatch watch, List<Measurement> done) {
    Store store = session.store();
    List<String> documents = new ArrayList<>();
    List<String> chunks = new ArrayList<>();
    report(
        done,
        watch.measure(
            "listing",
            1,
            _ -> {
              collect(store, documents, chunks);
              return 0;
            }));
    if (!documents.isEmpty()) {
      report(
          done,
          watch.measure("document", Integer.MAX_VALUE, i -> lease(store, pick(documents, i))));
    }
    if (!chunks.isEmpty()) {
      measureChunks(store, chunks, watch, done);
    }
  }

  private void measureChunks(
      Store store, List<String> chunks, Stopwatch watch, List<Measurement> done) {
    report(done, watch.measure("chunk-first", chunks.size(), i -> lease(store, pick(chunks, i))));
    long largest = chunks.stream().mapToLong(key -> store.size(key).orElse(0)).max().orElse(0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, largest), 64);
      ByteRange all = ByteRange.all();
      report(
          done,
          watch.measure(
              "chunk-again",
              Integer.MAX_VALUE,
              i -> Math.max(0, store.getInto(pick(chunks, i), all, buffer))));
    }
    report(
        done, watch.measure("chunk-lease", Integer.MAX_VALUE, i -> lease(store, pick(chunks, i))));
    report(done, watch.measure("batch", Integer.MAX_VALUE, i -> batch(store, chunks, i)));
  }

  private static void collect(Store store, List<String> documents, List<String> chunks) {
    try (Stream<String> keys = store.list()) {
      keys.limit(2L * MOST_KEYS)
          .forEach(key -> {
            List<String> to = key.endsWith("zarr.json") ? documents : chunks;
            if (to.size() < MOST_KEYS) {
              to.add(key);
            }
          });
    }
  }

  private static String pick(List<String> keys, long number) {
    return keys.get((int) (number * STRIDE % keys.size()));
  }

  private static long lease(Store store, String key) {
    Optional<SegmentLease> found = store.get(key);
    if (found.isEmpty()) {
      return 0;
    }
    try (SegmentLease lease = found.get()) {
      return lease.segment().byteSize();
    }
  }

  private static long batch(Store store, List<String> chunks, int number) {
    ReadBatch batch = new ReadBatch();
    for (int i = 0; i < Math.min(BATCH, chunks.size()); i++) {
      batch.add(chunks.get((int) (((long) number * BATCH + i) % chunks.size())));
    }
    try (ReadResults results = store.readAll(batch).join().orThrow()) {
      long bytes = 0;
      for (int i = 0; i < results.size(); i++) {
        bytes += Math.max(0, results.lengthBytes(i));
      }
      return bytes;
    }
  }

  private void show(List<Measurement> done) {
    Table table =
        new Table(
            "case", ">reads", ">bytes", ">p50 µs", ">p99 µs", ">GB/s", ">requests", ">heap B/read");
    for (Measurement m : done) {
      table.row(
          m.name(),
          m.reads(),
          Plain.bytes(m.bytes()),
          number(m.p50Micros()),
          number(m.p99Micros()),
          number(m.gigabytesPerSecond()),
          m.requests(),
          number(m.heapBytesPerRead()));
    }
    table.print(around().out());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
  }
}
