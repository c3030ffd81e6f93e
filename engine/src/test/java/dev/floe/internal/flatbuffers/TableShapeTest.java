package dev.floe.internal.flatbuffers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Fields that are found by the vtable of the table before, against those of each table alone.
class TableShapeTest {
  private static final int ID = 0x6b686349;
  private static final int SLOTS = 5;

  /// A vector of tables, each with the fields that are bits of its number in `fields`.
  private static byte[] tables(int... fields) {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("test", 0)) {
      int[] tables = new int[fields.length];
      for (int i = 0; i < fields.length; i++) {
        builder.startTable();
        for (int slot = 0; slot < SLOTS; slot++) {
          builder.addInt(slot, fields[i] >> slot & 1, 0);
        }
        tables[i] = builder.endTable();
      }
      int vector = builder.offsets(tables, tables.length);
      builder.startTable();
      builder.addOffset(0, vector);
      return builder.finish(builder.endTable(), ID).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static FlatBuffer buffer(byte[] bytes) {
    return new FlatBuffer(MemorySegment.ofArray(bytes), "test");
  }

  private static long vector(FlatBuffer buffer) {
    return buffer.vector(buffer.field(buffer.root(ID), 0), 4);
  }

  private static void assertFields(FlatBuffer buffer, TableShape shape, long table) {
    shape.at(table);
    for (int slot = 0; slot < SLOTS; slot++) {
      assertEquals(buffer.field(table, slot), shape.field(table, slot), "slot " + slot);
    }
  }

  @Property(tries = 200)
  void fieldsAreThoseOfTheTable(@ForAll long seed) {
    Random random = new Random(seed);
    int[] fields = new int[40];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = i > 0 && random.nextBoolean() ? fields[i - 1] : random.nextInt(1 << SLOTS);
    }
    FlatBuffer buffer = buffer(tables(fields));
    TableShape shape = new TableShape(buffer, SLOTS);
    for (int i = 0; i < fields.length; i++) {
      assertFields(buffer, shape, buffer.tableAt(vector(buffer), i));
    }
  }

  @Test
  void twoShapesInTurn() {
    FlatBuffer buffer = buffer(tables(0b00011, 0b11000, 0b00011, 0b11000, 0));
    TableShape shape = new TableShape(buffer, SLOTS);
    for (int i = 0; i < 5; i++) {
      assertFields(buffer, shape, buffer.tableAt(vector(buffer), i));
    }
  }

  @Test
  void slotsBehindTheVtableAreAbsent() {
    FlatBuffer buffer = buffer(tables(0b11111, 1));
    TableShape shape = new TableShape(buffer, 40);
    for (int i = 0; i < 2; i++) {
      long table = buffer.tableAt(vector(buffer), i);
      shape.at(table);
      for (int slot = i == 0 ? SLOTS : 1; slot < 40; slot++) {
        assertEquals(FlatBuffer.ABSENT, shape.field(table, slot));
      }
    }
  }

  @Test
  void aDamagedVtableIsRefusedEachTimeAndForgottenAfterwards() {
    byte[] bytes = tables(0b00101, 0b11111);
    FlatBuffer buffer = buffer(bytes);
    long whole = buffer.tableAt(vector(buffer), 0);
    long damaged = buffer.tableAt(vector(buffer), 1);
    int vtable = (int) buffer.vtable(damaged);
    TableShape shape = new TableShape(buffer, SLOTS);
    shape.at(whole);
    bytes[vtable + 1] = (byte) 0x7f;
    for (int i = 0; i < 2; i++) {
      FormatException refused = assertThrows(FormatException.class, () -> shape.at(damaged));
      assertEquals(
          assertThrows(FormatException.class, () -> buffer.field(damaged, 0)).getMessage(),
          refused.getMessage());
    }
    assertFields(buffer, shape, whole);
    bytes[vtable + 1] = 0;
    assertFields(buffer, shape, damaged);
  }

  @Test
  void aTableOutsideTheBufferIsRefused() {
    FlatBuffer buffer = buffer(tables(1));
    TableShape shape = new TableShape(buffer, SLOTS);
    assertThrows(FormatException.class, () -> shape.at(buffer.sizeBytes() - 3));
    byte[] bytes = tables(1);
    FlatBuffer far = buffer(bytes);
    long table = far.tableAt(vector(far), 0);
    MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_INT_UNALIGNED, table, Integer.MIN_VALUE);
    assertThrows(FormatException.class, () -> new TableShape(far, SLOTS).at(table));
  }
}
