/// What keeps a repository sound and small.
///
/// ```
/// Expiration        old snapshots leave the history; no file goes
///   V1Expiration    … in format 1, where parents are in the snapshots' files
/// GarbageCollector  what nothing refers to is deleted
///   Survivors       what is kept: snapshots by refs and age, and their logs
///   ReachedObjects  … and the manifests and chunks that those refer to
///     ReachedManifests  … manifests by the arrays that name them
///   DroppedObjects  … or what snapshots that left refer to alone, in an incremental one
///     ChunkCoverage     … how much of each chunk object that is
///   Sweep           deletes kind after kind, or counts
/// Verifier          every file that is reached is read and checked
/// StorageScan       what chunks take, each counted once
///   Fingerprints      … by which they are told apart in little memory
/// Cloner            all that a repository reaches is copied to another storage
///   ObjectCopy        … object by object, those that are there already left out
///   ClonedRefs        … the refs of format 1 as they were, created last
///   Creation          … what may not be there before
/// UpgradeOptions    how a repository of format 1 becomes one of format 2
/// ```
package dev.floe.maintenance;
