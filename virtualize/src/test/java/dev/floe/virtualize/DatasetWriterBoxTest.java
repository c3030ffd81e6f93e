package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DatasetWriterBoxTest {
  @Test
  void aScalarIsOneBox() {
    assertEquals(1, DatasetWriter.Box.from(List.of(), 0, 9).count());
  }

  @Property(tries = 300)
  void boxesCoverTheGridInOrder(
      @ForAll @Size(min = 1, max = 4) List<@LongRange(min = 1, max = 6) Long> grid,
      @ForAll @IntRange(min = 1, max = 40) int most) {
    long total = grid.stream().reduce(1L, (a, b) -> a * b);
    long from = 0;
    while (from < total) {
      DatasetWriter.Box box = DatasetWriter.Box.from(grid, from, most);
      assertTrue(box.count() >= 1 && box.count() <= most);
      for (long i = 0; i < box.count(); i++) {
        assertArrayEquals(at(grid, from + i), within(box, i));
      }
      from += box.count();
    }
    assertEquals(total, from);
  }

  private static long[] at(List<Long> grid, long index) {
    long[] at = new long[grid.size()];
    long rest = index;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = rest % grid.get(axis);
      rest /= grid.get(axis);
    }
    return at;
  }

  private static long[] within(DatasetWriter.Box box, long index) {
    long[] at = new long[box.shape().length];
    long rest = index;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = box.offset()[axis] + rest % box.shape()[axis];
      rest /= box.shape()[axis];
    }
    return at;
  }
}
