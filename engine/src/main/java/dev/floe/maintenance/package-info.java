/// What keeps a repository sound and small.
///
/// ```
/// Expiration        old snapshots leave the history; no file goes
/// Verifier          every file that is reached is read and checked
/// ```
package dev.floe.maintenance;
