package dev.floe.maintenance;

import java.time.Instant;
import java.util.Objects;

/// What a garbage collection may delete.
///
/// @param olderThan only objects that the store wrote before this time go, by the store's own
///   clock. It must be before the start of every session that is still to be committed: the chunks
///   that such a session wrote are nobody's yet
/// @param dryRun whether nothing is deleted or changed, and only told what would be
/// @param acceptOpenSessions whether a time less than a day ago is accepted; whoever says so knows
///   that no session is open
/// @param trimBackups whether saved repository files go too, of which every change leaves one. The
///   operations log stays whole: it moves into one new file. It goes on naming what is not old
/// @param incremental whether only that goes which snapshots referred to that left since the last
///   collection, which the operations log tells. The work is in proportion to them and not to all
///   chunks there are. What sessions wrote that never committed stays for a full collection, and so
///   does what was not old enough when its snapshot had left
public record GcOptions(
    Instant olderThan,
    boolean dryRun,
    boolean acceptOpenSessions,
    boolean trimBackups,
    boolean incremental) {
  /// Checks that there is a time.
  public GcOptions {
    Objects.requireNonNull(olderThan, "olderThan");
  }

  /// A collection of what is older than a time.
  public static GcOptions olderThan(Instant time) {
    return new GcOptions(time, false, false, false, false);
  }

  /// The same, deleting nothing.
  public GcOptions withDryRun(boolean dry) {
    return new GcOptions(olderThan, dry, acceptOpenSessions, trimBackups, incremental);
  }

  /// The same, accepting any time.
  public GcOptions withAcceptOpenSessions(boolean accept) {
    return new GcOptions(olderThan, dryRun, accept, trimBackups, incremental);
  }

  /// The same, with saved repository files or without.
  public GcOptions withTrimBackups(boolean trim) {
    return new GcOptions(olderThan, dryRun, acceptOpenSessions, trim, incremental);
  }

  /// The same, of what left since the last collection or of everything.
  public GcOptions withIncremental(boolean only) {
    return new GcOptions(olderThan, dryRun, acceptOpenSessions, trimBackups, only);
  }
}
