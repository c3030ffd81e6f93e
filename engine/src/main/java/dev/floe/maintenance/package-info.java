/// What keeps a repository sound and small.
///
/// ```
/// Expiration        old snapshots leave the history; no file goes
/// Verifier          every file that is reached is read and checked
/// UpgradeOptions    how a repository of format 1 becomes one of format 2
/// ```
package dev.floe.maintenance;
