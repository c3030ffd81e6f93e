package dev.floe.virtualize;

import dev.floe.format.Checksum;
import java.util.Optional;

/// References of one array's chunks into a foreign object, read as columns. Immutable.
public interface VirtualReferences {
  /// How many coordinates each has.
  int rank();

  /// How many references there are.
  long count();

  /// The object that all of them are in: an absolute URL or `vcc://container/path`.
  String location();

  /// What that object must still be like when it is read.
  Optional<Checksum> checksum();

  /// The lengths of all references together, in bytes.
  long totalBytes();

  /// Writes the `count` references from the one numbered `from` on to the beginnings of columns:
  /// [#rank] unsigned coordinates of each, its offset in the object and its length in bytes.
  void columns(long from, int count, int[] coordinates, long[] offsets, long[] lengths);
}
