package dev.floe.maintenance;

import dev.floe.format.SpecVersion;

/// What an upgrade did, or would do.
///
/// @param snapshots how many go over to the new format: those that refs reach
/// @param operations how many entries the operations log has
public record UpgradeReport(SpecVersion from, SpecVersion to, int snapshots, int operations) {}
