package dev.floe.virtualize;

import dev.floe.format.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// References of one array's chunks into a foreign object, read as columns. Immutable.
public interface VirtualReferences {
  /// How many chunks there are along each axis; each has a reference.
  List<Long> grid();

  /// How many references there are.
  long count();

  /// The object that all of them are in: an absolute URL or `vcc://container/path`.
  String location();

  /// What that object must still be like when it is read.
  Optional<Checksum> checksum();

  /// The lengths of all references together, in bytes.
  long totalBytes();

  /// Writes `count` references from the one numbered `from` on, counted through the grid in C
  /// order: offsets in the object and lengths in bytes, eight bytes each in native order.
  void columns(long from, int count, MemorySegment offsets, MemorySegment lengths);
}
