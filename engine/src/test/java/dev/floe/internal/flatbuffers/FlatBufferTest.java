package dev.floe.internal.flatbuffers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlatBufferTest {
  private static final int ID = 0x6b686349;

  private static MemorySegment sample(FlatBufferBuilder builder) {
    int text = builder.text("grüß 🧊");
    int bytes = builder.bytes(new byte[] {1, 2, 3});
    int ints = builder.ints(new int[] {7, -1}, 2);
    int shorts = builder.shorts(new int[] {3, 65535});
    MemorySegment room = builder.structs(2, 16, 8);
    room.set(ValueLayout.JAVA_LONG_UNALIGNED, 16, 5);
    int structs = builder.endStructs();
    builder.startTable();
    builder.addLong(4, -2, 0);
    builder.addOffset(0, text);
    builder.addOffset(1, bytes);
    builder.addOffset(2, ints);
    builder.addOffset(3, shorts);
    builder.addOffset(7, structs);
    builder.addOffset(9, 0);
    builder.addInt(5, 9, 9);
    builder.addShort(6, 40_000, 0);
    builder.addId12(8, 0x0102030405060708L, 0x090a0b0c);
    builder.addByte(10, 200, 0);
    return builder.finish(builder.endTable(), ID);
  }

  @Test
  void whatIsWrittenIsRead() {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("test", 0)) {
      FlatBuffer buffer = new FlatBuffer(sample(builder), "test");
      long root = buffer.root(ID);
      assertEquals("grüß 🧊", buffer.text(buffer.vector(buffer.field(root, 0), 1)));
      assertArrayEquals(
          new byte[] {1, 2, 3},
          buffer.bytes(buffer.vector(buffer.field(root, 1), 1)).toArray(ValueLayout.JAVA_BYTE));
      long ints = buffer.vector(buffer.field(root, 2), 4);
      assertEquals(2, buffer.count(ints));
      assertEquals(-1, buffer.i32(buffer.element(ints, 1, 4)));
      long shorts = buffer.vector(buffer.field(root, 3), 2);
      assertEquals(65535, buffer.u16(buffer.element(shorts, 1, 2)));
      assertEquals(-2, buffer.i64(root, 4, 0));
      assertEquals(0, buffer.field(root, 4) % 8, "numbers of 8 bytes are aligned");
      assertEquals(FlatBuffer.ABSENT, buffer.field(root, 5), "defaults are left out");
      assertEquals(9, buffer.i32(root, 5, 9));
      assertEquals(40_000, buffer.u16(root, 6, 0));
      long structs = buffer.vector(buffer.field(root, 7), 16);
      assertEquals(0, (structs + 4) % 8, "structs of 8 bytes are aligned");
      assertEquals(5, buffer.i64(buffer.element(structs, 1, 16)));
      assertEquals(0x04030201, buffer.i32(buffer.field(root, 8)));
      assertEquals(FlatBuffer.ABSENT, buffer.field(root, 9));
      assertEquals(200, buffer.u8(root, 10, 0));
      assertEquals(FlatBuffer.ABSENT, buffer.field(root, 11), "slots behind the vtable are absent");
      assertEquals(FlatBuffer.ABSENT, buffer.field(root, 30_000));
    }
  }

  @Test
  void tablesOfOneShapeShareAVtable() {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("test", 0)) {
      int[] tables = new int[1000];
      for (int i = 0; i < tables.length; i++) {
        builder.startTable();
        builder.addInt(0, i + 1, 0);
        tables[i] = builder.endTable();
      }
      int vector = builder.offsets(tables, tables.length);
      builder.startTable();
      builder.addOffset(0, vector);
      FlatBuffer buffer = new FlatBuffer(builder.finish(builder.endTable(), ID), "test");
      long read = buffer.vector(buffer.field(buffer.root(ID), 0), 4);
      long vtable = buffer.vtable(buffer.tableAt(read, 0));
      for (int i = 0; i < tables.length; i++) {
        assertEquals(i + 1, buffer.i32(buffer.tableAt(read, i), 0, 0));
        assertEquals(vtable, buffer.vtable(buffer.tableAt(read, i)));
      }
      assertTrue(buffer.sizeBytes() < 12 * 1000 + 100);
    }
  }

  @Test
  void growsAndRefusesWhatIsTooLong() {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("a manifest", 0, 4096)) {
      int written = 0;
      for (int i = 0; i < 37; i++) {
        written = builder.bytes(new byte[100]);
      }
      FormatException e = assertThrows(FormatException.class, () -> builder.bytes(new byte[400]));
      assertTrue(e.getMessage().contains("a manifest"), e.getMessage());
      builder.startTable();
      builder.addOffset(0, written);
      assertTrue(builder.finish(builder.endTable(), ID).byteSize() <= 4096);
    }
  }

  @Test
  void otherIdentifiersAndLengthsAreRefused() {
    FlatBuffer empty = new FlatBuffer(MemorySegment.ofArray(new byte[7]), "test");
    assertThrows(FormatException.class, () -> empty.root(ID));
    FlatBuffer zero = new FlatBuffer(MemorySegment.ofArray(new byte[64]), "test");
    FormatException e = assertThrows(FormatException.class, () -> zero.root(ID));
    assertEquals(4, e.offset());
    assertEquals("test", e.object());
  }

  @Property(tries = 700)
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes, @ForAll int[] probes) {
    FlatBuffer buffer = new FlatBuffer(MemorySegment.ofArray(bytes), "test");
    List<Runnable> reads =
        List.of(
            () -> buffer.root(ID),
            () -> {
              for (int probe : probes) {
                long at = probe;
                read(() -> buffer.field(at, probe & 31));
                read(() -> buffer.vector(at, 1 + (probe & 15)));
                read(() -> buffer.text(buffer.vector(at, 1)));
                read(() -> buffer.table(at));
                read(() -> buffer.i64(buffer.table(at), probe & 31, 0));
                read(() -> buffer.required(at, probe & 31, 12, "id"));
              }
            });
    reads.forEach(FlatBufferTest::read);
  }

  private static void read(Runnable read) {
    try {
      read.run();
    } catch (FormatException expected) {
      assertEquals("test", expected.object());
    }
  }

  @Test
  void aFlippedBitIsReadOrRefused() {
    byte[] good;
    try (FlatBufferBuilder builder = new FlatBufferBuilder("test", 0)) {
      good = sample(builder).toArray(ValueLayout.JAVA_BYTE);
    }
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      FlatBuffer buffer = new FlatBuffer(MemorySegment.ofArray(bad), "test");
      read(() -> {
        long root = buffer.root(ID);
        for (int slot = 0; slot < 12; slot++) {
          int at = slot;
          read(() -> buffer.i64(root, at, 0));
          read(() -> buffer.text(buffer.vector(buffer.field(root, at), 1)));
          read(() -> buffer.vector(buffer.field(root, at), 16));
        }
      });
    }
  }
}
