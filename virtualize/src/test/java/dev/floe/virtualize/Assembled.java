package dev.floe.virtualize;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads an array the way a Zarr reader does, from its metadata and references and the file alone,
/// and gives its values as the file's bytes in C order.
final class Assembled {
  private Assembled() {}

  static byte[] bytes(VirtualArray array, int elementBytes, MemorySegment file) {
    long[] shape = array.metadata().shape().stream().mapToLong(Long::longValue).toArray();
    long[] chunk = array.metadata().chunkShape().stream().mapToLong(Long::longValue).toArray();
    byte[] values = new byte[(int) (product(shape) * elementBytes)];
    VirtualReferences references = array.references();
    int count = (int) references.count();
    MemorySegment offsets = column(count);
    MemorySegment lengths = column(count);
    references.columns(0, count, offsets, lengths);
    for (int i = 0; i < count; i++) {
      long length = lengths.getAtIndex(ValueLayout.JAVA_LONG, i);
      if (length != product(chunk) * elementBytes) {
        throw new AssertionError("a chunk of " + length + " bytes");
      }
      MemorySegment bytes = file.asSlice(offsets.getAtIndex(ValueLayout.JAVA_LONG, i), length);
      long[] at = new long[shape.length];
      long number = i;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at[axis] = number % references.grid().get(axis);
        number /= references.grid().get(axis);
      }
      for (long element = 0; element < product(chunk); element++) {
        long rest = element;
        long target = 0;
        long stride = 1;
        boolean inside = true;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
          long index = at[axis] * chunk[axis] + rest % chunk[axis];
          rest /= chunk[axis];
          inside &= index < shape[axis];
          target += index * stride;
          stride *= shape[axis];
        }
        if (inside) {
          MemorySegment.copy(
              bytes,
              element * elementBytes,
              MemorySegment.ofArray(values),
              target * elementBytes,
              elementBytes);
        }
      }
    }
    return values;
  }

  static MemorySegment column(int count) {
    return MemorySegment.ofArray(new long[count]);
  }

  private static long product(long[] numbers) {
    long product = 1;
    for (long number : numbers) {
      product *= number;
    }
    return product;
  }
}
