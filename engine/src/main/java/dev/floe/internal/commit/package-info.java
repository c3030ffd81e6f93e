/// How a session's changes become a snapshot that a branch points at.
///
/// ```
/// ChangeSet      what was changed: EditChanges (nodes, chunk tables); moves are another variant
/// SessionNodes   the hierarchy as the session sees it, and the rules of changing it
/// ManifestSplits which box of an array's grid a chunk's reference belongs to   (pure)
/// ```
package dev.floe.internal.commit;
