package dev.floe.virtualize;

import java.lang.foreign.MemorySegment;

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
    int[] coordinates = new int[count * shape.length];
    long[] offsets = new long[count];
    long[] lengths = new long[count];
    references.columns(0, count, coordinates, offsets, lengths);
    for (int i = 0; i < count; i++) {
      if (lengths[i] != product(chunk) * elementBytes) {
        throw new AssertionError("a chunk of " + lengths[i] + " bytes");
      }
      MemorySegment bytes = file.asSlice(offsets[i], lengths[i]);
      for (long element = 0; element < product(chunk); element++) {
        long rest = element;
        long target = 0;
        long stride = 1;
        boolean inside = true;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
          long origin = coordinates[i * shape.length + axis] * chunk[axis];
          long at = origin + rest % chunk[axis];
          rest /= chunk[axis];
          inside &= at < shape[axis];
          target += at * stride;
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

  private static long product(long[] numbers) {
    long product = 1;
    for (long number : numbers) {
      product *= number;
    }
    return product;
  }
}
