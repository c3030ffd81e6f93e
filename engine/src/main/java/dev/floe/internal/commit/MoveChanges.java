package dev.floe.internal.commit;

/// The changes of a session that moves nodes: where they are now, and nothing else.
///
/// @param edits an empty set, by which this one is frozen
/// @param nodes where the nodes are
record MoveChanges(EditChanges edits, MovedNodes nodes) implements ChangeSet {
  @Override
  public boolean isEmpty() {
    return nodes.isEmpty();
  }

  @Override
  public void freeze() {
    edits.freeze();
  }

  @Override
  public void thaw() {
    edits.thaw();
  }

  @Override
  public void retire() {
    edits.retire();
  }
}
