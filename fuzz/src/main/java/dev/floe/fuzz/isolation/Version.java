package dev.floe.fuzz.isolation;

import java.util.List;

/// What a key held from one commit on.
///
/// @param position of the commit in the ancestry; -1 for what was there before all of them, nothing
/// @param writer the transaction that made it, or null for that
/// @param value empty if the key is not there
/// @param carried whether it came or went with a node that was moved, whatever was in it then: who
///   moves a node overwrites no update of its chunks
record Version(int position, Transaction writer, List<String> value, boolean carried) {
  static final Version NOTHING = new Version(-1, null, List.of(), false);

  boolean isThere() {
    return !value.isEmpty();
  }
}
