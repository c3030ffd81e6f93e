package dev.floe.internal.commit;

/// What a session has changed and not yet committed. A session either edits or moves nodes; the two
/// are never mixed.
public sealed interface ChangeSet permits EditChanges, MoveChanges {
  /// Whether nothing was ever recorded. Changes that cancelled each other out still count: a chunk
  /// written to an array that was deleted afterwards leaves the set non-empty.
  boolean isEmpty();

  /// Stops every mutation: those under way are finished when this returns, later ones wait for
  /// [#thaw] or [#retire]. One commit at a time may freeze; nobody holds a lock meanwhile.
  void freeze();

  /// Lets the mutations that waited go on; after a commit that failed.
  void thaw();

  /// Ends the set: mutations that waited and all later ones fail with `read-only-session`; after a
  /// commit that succeeded.
  void retire();
}
