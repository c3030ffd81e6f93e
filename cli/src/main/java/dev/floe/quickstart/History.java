package dev.floe.quickstart;

import java.util.List;
import java.util.Optional;

/// The history of a repository as it is to be drawn, newest first.
record History(List<Entry> entries) {
  History {
    entries = List.copyOf(entries);
  }

  /// A name that points at a commit.
  record Ref(boolean isTag, String name) {}

  /// One commit, or one that was refused.
  ///
  /// @param id as the repository writes it
  /// @param parent the id of the commit before it; absent for the first
  /// @param lane the column, 0 for the main branch
  /// @param refused whether it never came to be
  record Entry(
      String id,
      Optional<String> parent,
      String message,
      String note,
      int lane,
      boolean refused,
      List<Ref> refs) {
    Entry {
      refs = List.copyOf(refs);
    }
  }
}
