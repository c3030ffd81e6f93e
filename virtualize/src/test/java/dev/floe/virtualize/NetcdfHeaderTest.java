package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetcdfHeaderTest {
  private static final SourceOrigin ORIGIN =
      new SourceOrigin("file:///data/a.nc", Optional.empty());

  private static byte[] sequence(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7 + 1);
    }
    return bytes;
  }

  private static VirtualDataset virtualize(byte[] file) {
    return NetcdfClassic.virtualize(RangedSource.of("a.nc", MemorySegment.ofArray(file)), ORIGIN);
  }

  private static NetcdfHeader header(byte[] file) {
    return NetcdfClassic.readHeader(RangedSource.of("a.nc", MemorySegment.ofArray(file)));
  }

  private static FormatException refused(byte[] file) {
    return assertThrows(FormatException.class, () -> virtualize(file));
  }

  private static CdfFile twoRecordVariables(NetcdfVersion version) {
    CdfFile file = new CdfFile(version).dimension("t", 0).dimension("x", 3);
    file.records = 4;
    return file.variable("a", NetcdfType.BYTE, List.of(0, 1), sequence(12))
        .variable("fixed", NetcdfType.SHORT, List.of(1), sequence(6))
        .variable("b", NetcdfType.SHORT, List.of(0), sequence(8));
  }

  @ParameterizedTest
  @EnumSource
  void recordVariablesTakeTurnsAndArePadded(NetcdfVersion version) {
    CdfFile file = twoRecordVariables(version);
    NetcdfHeader header = header(file.toBytes());
    assertEquals(version, header.version());
    assertEquals(4, header.recordCount());
    assertEquals(8, header.recordStrideBytes());
    List<VirtualArray> arrays = virtualize(file.toBytes()).arrays();
    assertArrayEquals(sequence(12), Assembled.bytes(arrays.get(0), 1, file.toSegment()));
    assertArrayEquals(sequence(6), Assembled.bytes(arrays.get(1), 2, file.toSegment()));
    assertArrayEquals(sequence(8), Assembled.bytes(arrays.get(2), 2, file.toSegment()));
    assertEquals(List.of(1L, 3L), arrays.getFirst().metadata().chunkShape());
  }

  @ParameterizedTest
  @EnumSource
  void aLoneRecordVariableIsNotPadded(NetcdfVersion version) {
    CdfFile file = new CdfFile(version).dimension("t", 0).dimension("x", 3);
    file.records = 5;
    file.variable("a", NetcdfType.BYTE, List.of(0, 1), sequence(15));
    assertEquals(3, header(file.toBytes()).recordStrideBytes());
    assertArrayEquals(
        sequence(15),
        Assembled.bytes(virtualize(file.toBytes()).arrays().getFirst(), 1, file.toSegment()));
  }

  @ParameterizedTest
  @EnumSource
  void recordsOfAStreamAreCountedByTheFilesLength(NetcdfVersion version) {
    CdfFile file = twoRecordVariables(version);
    file.streaming = true;
    byte[] whole = file.toBytes();
    assertEquals(4, header(whole).recordCount());
    file.lastPadding = false;
    assertEquals(4, header(file.toBytes()).recordCount(), "the last padding may be missing");
    assertEquals(3, header(Arrays.copyOf(whole, whole.length - 3)).recordCount());
    assertEquals(1, header(Arrays.copyOf(whole, whole.length - 20)).recordCount());
    file.records = 0;
    assertEquals(0, header(file.toBytes()).recordCount());
  }

  @Test
  void recordsThatAreMissingAreCountedInTheMessage() {
    byte[] whole = twoRecordVariables(NetcdfVersion.CLASSIC).toBytes();
    FormatException e = refused(Arrays.copyOf(whole, whole.length - 8));
    assertEquals("a.nc", e.object());
    assertTrue(
        e.getMessage().contains("expected 4 records of variable \"a\", found 3 whole ones"),
        e.getMessage());
  }

  @Test
  void aFixedVariableThatEndsEarlyIsNamed() {
    CdfFile file = new CdfFile(NetcdfVersion.CLASSIC).dimension("x", 9);
    file.variable("v", NetcdfType.INT, List.of(0), sequence(36));
    byte[] whole = file.toBytes();
    FormatException e = refused(Arrays.copyOf(whole, whole.length - 1));
    assertTrue(e.getMessage().contains("36 bytes of variable \"v\""), e.getMessage());
    assertEquals(whole.length - 36, e.offset());
  }

  @Test
  void withoutRecordsAnArrayIsEmptyAndHasNoChunks() {
    CdfFile file = new CdfFile(NetcdfVersion.CLASSIC).dimension("t", 0).dimension("x", 3);
    file.variable("a", NetcdfType.DOUBLE, List.of(0, 1), new byte[0]);
    VirtualArray array = virtualize(file.toBytes()).arrays().getFirst();
    assertEquals(List.of(0L, 3L), array.metadata().shape());
    assertEquals(List.of(1L, 3L), array.metadata().chunkShape());
    assertEquals(0, array.references().count());
  }

  @Test
  void aScalarIsOneChunkWithoutCoordinates() {
    CdfFile file = new CdfFile(NetcdfVersion.OFFSET_64);
    file.variable("s", NetcdfType.DOUBLE, List.of(), sequence(8));
    VirtualArray array = virtualize(file.toBytes()).arrays().getFirst();
    assertEquals(List.of(), array.metadata().chunkShape());
    assertEquals(1, array.references().count());
    assertArrayEquals(sequence(8), Assembled.bytes(array, 8, file.toSegment()));
  }

  @Test
  void aLongHeaderIsReadThroughManyWindows() {
    CdfFile file = new CdfFile(NetcdfVersion.DATA_64).dimension("x", 2);
    file.attributes.add(CdfFile.text("long", "x".repeat(3_000_000)));
    for (int i = 0; i < 3000; i++) {
      file.variable("v" + i, NetcdfType.UINT, List.of(0), sequence(8), CdfFile.floats("f", i));
    }
    NetcdfHeader header = header(file.toBytes());
    assertEquals(3000, header.variables().size());
    assertEquals(2999.0, header.variables().getLast().attributes().getFirst().number(0));
    assertEquals(3_000_000, header.attributes().getFirst().text().length());
  }

  @Test
  void textsLoseTheirTerminatorsAndNothingElse() {
    CdfFile file = new CdfFile(NetcdfVersion.CLASSIC);
    file.attributes.add(CdfFile.text("c", "a\0b\0\0"));
    file.attributes.add(CdfFile.text("empty", ""));
    byte[] latin = "Müller".getBytes(StandardCharsets.ISO_8859_1);
    file.attributes.add(new CdfFile.Attribute("latin", NetcdfType.CHAR, latin));
    file.attributes.add(CdfFile.doubles("none"));
    var attributes = virtualize(file.toBytes()).attributes();
    assertEquals(JsonValue.of("a\0b"), attributes.get("c"));
    assertEquals(JsonValue.of(""), attributes.get("empty"));
    assertEquals(JsonValue.of("Müller"), attributes.get("latin"));
    assertEquals(new JsonValue.JsonArray(List.of()), attributes.get("none"));
  }

  @Test
  void namesThatZarrCannotUseAreRefused() {
    for (String name : List.of(".", "..", "zarr.json", "a/b", "", "a\nb")) {
      CdfFile file = new CdfFile(NetcdfVersion.CLASSIC);
      file.variable(name, NetcdfType.INT, List.of(), sequence(4));
      refused(file.toBytes());
    }
    for (String name : List.of("a.b", "__x", "größe", "c", "with space")) {
      CdfFile file = new CdfFile(NetcdfVersion.CLASSIC);
      file.variable(name, NetcdfType.INT, List.of(), sequence(4));
      assertEquals(name, virtualize(file.toBytes()).arrays().getFirst().name());
    }
  }

  @Test
  void whatTheGrammarForbidsIsRefused() {
    CdfFile second = new CdfFile(NetcdfVersion.CLASSIC).dimension("t", 0).dimension("u", 0);
    refused(second.toBytes());
    CdfFile twice = new CdfFile(NetcdfVersion.CLASSIC).dimension("t", 1).dimension("t", 2);
    refused(twice.toBytes());
    CdfFile inner = new CdfFile(NetcdfVersion.CLASSIC).dimension("t", 0).dimension("x", 2);
    inner.variable("v", NetcdfType.INT, List.of(1, 0), sequence(8));
    refused(inner.toBytes());
    CdfFile unknown = new CdfFile(NetcdfVersion.CLASSIC).dimension("x", 2);
    unknown.variable("v", NetcdfType.UINT, List.of(0), sequence(8));
    refused(unknown.toBytes());
    assertTrue(refused(HexFormat.of().parseHex("894844460d0a1a0a")).getMessage().contains("HDF5"));
    refused(HexFormat.of().parseHex("43444603"));
    refused(new byte[0]);
  }

  @Test
  void valuesBeyondAllReasonAreRefusedBeforeMemoryIsTaken() {
    // CDF-5, no records, 2^62 dimensions
    refused(
        HexFormat.of().parseHex("43444605" + "0".repeat(16) + "0000000a" + "4" + "0".repeat(15)));
    // CDF-1, an attribute of 2^31 characters
    refused(
        HexFormat.of()
            .parseHex(
                "43444601"
                    + "0".repeat(24)
                    + "0000000c"
                    + "00000001"
                    + "00000001"
                    + "61000000"
                    + "00000002"
                    + "80000000"));
    // CDF-5, a variable whose dimensions multiply beyond 2^63 bytes
    CdfFile copy = new CdfFile(NetcdfVersion.DATA_64).dimension("x", 1);
    copy.variable("v", NetcdfType.DOUBLE, List.of(0, 0, 0), sequence(8));
    byte[] bytes = copy.toBytes();
    // the length of the only dimension follows its name
    int length = 4 + 8 + 4 + 8 + 8 + 4;
    Arrays.fill(bytes, length + 1, length + 8, (byte) 0xff);
    refused(bytes);
  }

  /// A file of which only the header is there, as if the rest were a hole.
  private record Hole(MemorySegment header, long lengthBytes) implements RangedSource {
    @Override
    public String name() {
      return "a.nc";
    }

    @Override
    public void read(long offset, MemorySegment destination) {
      long there = Math.clamp(header.byteSize() - offset, 0, destination.byteSize());
      MemorySegment.copy(header, offset, destination, 0, there);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLongVariableIsSplitAlongItsFirstAxis(NetcdfVersion version) {
    CdfFile file = new CdfFile(version).dimension("z", 25).dimension("y", 1024);
    file.dimension("x", 1024).dimension("t", 0);
    file.records = 2;
    file.variable("fixed", NetcdfType.DOUBLE, List.of(0, 1, 2), new byte[0]);
    file.variable("record", NetcdfType.DOUBLE, List.of(3, 0, 1, 2), new byte[0]);
    MemorySegment header = MemorySegment.ofArray(file.headerBytes());
    long variable = 25L << 23;
    long length = header.byteSize() + 3 * variable;
    List<VirtualArray> arrays = NetcdfClassic.virtualize(new Hole(header, length), ORIGIN).arrays();
    assertEquals(List.of(5L, 1024L, 1024L), arrays.get(0).metadata().chunkShape());
    assertEquals(List.of(1L, 5L, 1024L, 1024L), arrays.get(1).metadata().chunkShape());
    assertEquals(List.of(2L, 5L, 1L, 1L), arrays.get(1).references().grid());
    MemorySegment offsets = Assembled.column(10);
    arrays.get(1).references().columns(0, 10, offsets, Assembled.column(10));
    for (int i = 0; i < 10; i++) {
      assertEquals(
          header.byteSize() + variable + i * (5L << 23),
          offsets.getAtIndex(ValueLayout.JAVA_LONG, i));
    }
    assertThrows(
        FormatException.class,
        () -> NetcdfClassic.virtualize(new Hole(header, length - 1), ORIGIN));
  }
}
