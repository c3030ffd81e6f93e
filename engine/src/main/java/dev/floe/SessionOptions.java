package dev.floe;

/// How a session that may commit is opened.
///
/// @param recordsReads whether the session notes what it reads of its base, so that a rebase over a
///   commit that changed any of it is a [dev.floe.conflict.Conflict.ReadConflict]: rebased commits
///   are serializable then, see [dev.floe.conflict]. Memory for it is bounded; where much is read,
///   more counts as read than was. While a rebase goes on, reads by other threads may fail with
///   `concurrency`, and are to be made again
public record SessionOptions(boolean recordsReads) {
  /// Reads are not noted, and cost nothing more.
  public static final SessionOptions STANDARD = new SessionOptions(false);

  /// A session that notes what it reads.
  public static SessionOptions recordingReads() {
    return new SessionOptions(true);
  }
}
