package dev.floe.maintenance;

/// How a repository of format 1 becomes one of format 2.
///
/// @param dryRun whether it is only looked whether that can be done; nothing is written then
/// @param keepOldRefs whether the refs and the configuration of format 1 stay. Clients that know
///   format 1 alone go on reading what was there then, and what they write is lost
public record UpgradeOptions(boolean dryRun, boolean keepOldRefs) {
  /// Upgrades, and deletes what only format 1 reads.
  public static final UpgradeOptions STANDARD = new UpgradeOptions(false, false);

  /// The same, without writing anything.
  public UpgradeOptions asDryRun() {
    return new UpgradeOptions(true, keepOldRefs);
  }

  /// The same, with the refs of format 1 left where they are.
  public UpgradeOptions keepingOldRefs() {
    return new UpgradeOptions(dryRun, true);
  }
}
