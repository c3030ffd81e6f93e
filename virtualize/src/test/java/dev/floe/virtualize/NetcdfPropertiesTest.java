package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class NetcdfPropertiesTest {
  private static final SourceOrigin ORIGIN =
      new SourceOrigin("file:///data/a.nc", Optional.empty());

  @Provide
  Arbitrary<CdfFile> files() {
    return Arbitraries.of(NetcdfVersion.values())
        .flatMap(version -> Arbitraries.randomValue(random -> file(version, random)));
  }

  private static CdfFile file(NetcdfVersion version, Random random) {
    CdfFile file = new CdfFile(version);
    int dimensions = random.nextInt(5);
    int record = random.nextInt(6);
    for (int i = 0; i < dimensions; i++) {
      file.dimension("d" + i, i == record ? 0 : 1 + random.nextInt(5));
    }
    file.records = record < dimensions ? random.nextInt(5) : 0;
    file.streaming = file.records > 0 && random.nextInt(4) == 0;
    file.lastPadding = random.nextInt(4) > 0;
    for (int i = random.nextInt(3); i > 0; i--) {
      file.attributes.add(attribute("g" + i, version, random));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      List<Integer> dims = new ArrayList<>();
      for (int axis = dimensions == 0 ? 0 : random.nextInt(4); axis > 0; axis--) {
        int dim = random.nextInt(dimensions);
        if (dim != record || dims.isEmpty()) {
          dims.add(dim);
        }
      }
      NetcdfType type = type(version, random);
      CdfFile.Variable shapeOnly =
          new CdfFile.Variable("v" + i, type, dims, List.of(), new byte[0]);
      int runs = file.isRecord(shapeOnly) ? file.records : 1;
      byte[] values = new byte[file.runBytes(shapeOnly) * runs];
      random.nextBytes(values);
      file.variable("v" + i, type, dims, values, attribute("a", version, random));
    }
    return file;
  }

  private static NetcdfType type(NetcdfVersion version, Random random) {
    List<NetcdfType> types =
        Arrays.stream(NetcdfType.values()).filter(type -> type.isIn(version)).toList();
    return types.get(random.nextInt(types.size()));
  }

  private static CdfFile.Attribute attribute(String name, NetcdfVersion version, Random random) {
    NetcdfType type = type(version, random);
    byte[] values = new byte[random.nextInt(4) * type.sizeBytes()];
    random.nextBytes(values);
    return new CdfFile.Attribute(name, type, values);
  }

  @Property(tries = 500)
  void whatIsWrittenIsRead(@ForAll("files") CdfFile file) {
    byte[] bytes = file.toBytes();
    RangedSource source = RangedSource.of("a.nc", MemorySegment.ofArray(bytes));
    NetcdfHeader header = NetcdfClassic.readHeader(source);
    VirtualDataset dataset = NetcdfClassic.virtualize(source, ORIGIN);
    boolean recordVariables = file.variables.stream().anyMatch(file::isRecord);
    if (recordVariables || !file.streaming) {
      assertEquals(file.records, header.recordCount());
    }
    assertEquals(file.attributes.size(), header.attributes().size());
    for (int i = 0; i < file.variables.size(); i++) {
      CdfFile.Variable variable = file.variables.get(i);
      VirtualArray array = dataset.arrays().get(i);
      assertEquals(variable.name(), array.name());
      int elementBytes = variable.type().sizeBytes();
      assertArrayEquals(variable.values(), Assembled.bytes(array, elementBytes, file.toSegment()));
      ZarrDocuments.array(array.metadata());
    }
  }

  @Property(tries = 2000)
  void brokenFilesAreReadOrRefusedAndNothingElse(
      @ForAll("files") CdfFile file, @ForAll long seed, @ForAll @IntRange(min = 0, max = 8) int n) {
    Random random = new Random(seed);
    byte[] bytes = file.toBytes();
    byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    if (random.nextBoolean()) {
      broken = bytes;
    }
    for (int i = 0; i < n && broken.length > 0; i++) {
      int at = random.nextInt(broken.length);
      broken[at] =
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> (byte) 0xff;
            case 2 -> (byte) (broken[at] + 1);
            default -> (byte) random.nextInt();
          };
    }
    MemorySegment segment = MemorySegment.ofArray(broken);
    VirtualDataset dataset;
    try {
      dataset = NetcdfClassic.virtualize(RangedSource.of("a.nc", segment), ORIGIN);
    } catch (FormatException e) {
      assertEquals("a.nc", e.object());
      return;
    }
    for (VirtualArray array : dataset.arrays()) {
      assertWithin(array.references(), broken.length);
      ZarrDocuments.array(array.metadata());
    }
  }

  private static void assertWithin(VirtualReferences references, long fileBytes) {
    int count = (int) Math.min(references.count(), 10_000);
    long from = references.count() - count;
    MemorySegment offsets = Assembled.column(count);
    MemorySegment lengths = Assembled.column(count);
    references.columns(from, count, offsets, lengths);
    for (int i = 0; i < count; i++) {
      long offset = offsets.getAtIndex(ValueLayout.JAVA_LONG, i);
      long length = lengths.getAtIndex(ValueLayout.JAVA_LONG, i);
      if (offset < 0 || length <= 0 || offset + length > fileBytes) {
        throw new AssertionError(offset + "+" + length + " of " + fileBytes);
      }
    }
  }
}
