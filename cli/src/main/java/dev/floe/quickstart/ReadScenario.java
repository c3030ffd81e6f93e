package dev.floe.quickstart;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.ByteRange;
import dev.floe.virtualize.VirtualArray;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// The reads that are timed: native and virtual chunks, whole and in parts, thousands at once. What
/// is read is spread over the arrays by fixed strides, the same in every run.
final class ReadScenario {
  private static final int PART_BYTES = 64 << 10;
  private static final List<String> VARIABLES =
      List.of("SST", "AIRT", "SPEH", "WSPD", "UWND", "VWND", "SLP");

  /// Strides without a common divisor with any count they are used on.
  private static final int STRIDE = 1_009;

  private final Store store;
  private final SourceFile source;
  private final Scenario.Fields fields;
  private final Quickstart.Extent extent;
  private final ReadRounds rounds;

  ReadScenario(
      Repository repository,
      SourceFile source,
      Scenario.Fields fields,
      Quickstart.Extent extent,
      LongSupplier nanoClock) {
    this.store = repository.readonlySession(Version.branch("main")).store();
    this.source = source;
    this.fields = fields;
    this.extent = extent;
    this.rounds = new ReadRounds(store, extent.rounds(), nanoClock);
  }

  /// How many bytes were compared with what they must be.
  long checkedBytes() {
    return rounds.checkedBytes();
  }

  List<ReadCase> run(Timeline timeline) {
    List<ReadCase> cases = new ArrayList<>();
    timeline.step(
        "read and check",
        () -> {
          cases.add(time("1 MiB chunks, whole", fields.large().chunks(), this::addLarge));
          cases.add(time("1 MiB chunks, ranges of 64 KiB", extent.reads(), this::addPart));
          cases.add(time("64 KiB chunks, whole", extent.reads(), this::addSmall));
          cases.add(time("virtual chunks of 63.3 KiB, whole", extent.reads(), this::addVirtual));
          cases.add(time("virtual chunks, rows of 720 B", extent.reads(), this::addVirtualRow));
          cases.add(time("all of these kinds together", extent.reads(), this::addMixed));
          cases.add(alone("64 KiB chunks, one at a time", this::addSmall));
          cases.add(alone("virtual chunks, one at a time", this::addVirtual));
          return "%s, each case %d times"
              .formatted(Figures.bytes(rounds.checkedBytes()), extent.rounds());
        });
    return cases;
  }

  private interface Adder {
    void add(ReadPlan plan, int number);
  }

  private ReadCase time(String name, int reads, Adder adder) {
    try (Arena arena = Arena.ofShared()) {
      return rounds.together(plan(name, reads, adder, arena));
    }
  }

  private ReadCase alone(String name, Adder adder) {
    try (Arena arena = Arena.ofConfined()) {
      return rounds.oneByOne(plan(name, extent.reads(), adder, arena));
    }
  }

  private static ReadPlan plan(String name, int reads, Adder adder, Arena arena) {
    ReadPlan plan = new ReadPlan(name, arena);
    for (int i = 0; i < reads; i++) {
      adder.add(plan, i);
    }
    return plan;
  }

  private void addLarge(ReadPlan plan, int number) {
    int chunk = spread(number, fields.large().chunks());
    plan.add(
        fields.large().key(chunk),
        ByteRange.all(),
        fields.large().chunkBytes(),
        bytes -> fields.large().fill(chunk, bytes));
  }

  private void addSmall(ReadPlan plan, int number) {
    int chunk = spread(number, fields.small().chunks());
    plan.add(
        fields.small().key(chunk),
        ByteRange.all(),
        fields.small().chunkBytes(),
        bytes -> fields.small().fill(chunk, bytes));
  }

  private void addPart(ReadPlan plan, int number) {
    GeneratedField field = fields.large();
    int rows = PART_BYTES / (field.side() * 4);
    int parts = field.side() / rows;
    int part = spread(number, field.chunks() * parts);
    int chunk = part / parts;
    int firstRow = part % parts * rows;
    long start = (long) firstRow * field.side() * 4;
    plan.add(
        field.key(chunk),
        ByteRange.of(start, start + PART_BYTES),
        PART_BYTES,
        bytes -> field.fillRows(chunk, firstRow, rows, bytes));
  }

  private void addVirtual(ReadPlan plan, int number) {
    String variable = VARIABLES.get(number % VARIABLES.size());
    int month = number / VARIABLES.size() % Months.COUNT;
    MemorySegment chunk = source.chunk(source.array(variable), month);
    plan.add(
        variable + "/c/" + month + "/0/0",
        ByteRange.all(),
        chunk.byteSize(),
        bytes -> bytes.copyFrom(chunk));
  }

  private void addVirtualRow(ReadPlan plan, int number) {
    String variable = VARIABLES.get(number % VARIABLES.size());
    VirtualArray array = source.array(variable);
    long rowBytes = array.metadata().shape().get(2) * 4;
    int rows = Math.toIntExact(array.metadata().shape().get(1));
    int row = spread(number, Months.COUNT * rows);
    int month = row / rows;
    long start = row % rows * rowBytes;
    MemorySegment chunk = source.chunk(array, month).asSlice(start, rowBytes);
    plan.add(
        variable + "/c/" + month + "/0/0",
        ByteRange.of(start, start + rowBytes),
        rowBytes,
        bytes -> bytes.copyFrom(chunk));
  }

  private void addMixed(ReadPlan plan, int number) {
    switch (number % 4) {
      case 0 -> addSmall(plan, number);
      case 1 -> addPart(plan, number);
      case 2 -> addVirtual(plan, number);
      default -> addVirtualRow(plan, number);
    }
  }

  private static int spread(int number, int count) {
    return (int) ((long) number * STRIDE % count);
  }
}
