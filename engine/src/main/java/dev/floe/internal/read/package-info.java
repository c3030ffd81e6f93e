/// From "which chunk" to "these bytes, there": locate references, plan requests, admit them under
/// one budget, fetch, complete.
///
/// ```
/// ArrayChunks   coordinates -> a reference, in place              (change set, then manifests)
/// BatchRead     many reads  -> each its lane, and their outcomes
///   LongReads     native chunks of direct storages, one call each: begun at once, unplanned
///   ReadPlanner   other references -> requests                    (pure; ReadCost is its model)
///   DirectFetch, AsyncFetch  requests -> bytes in their places
/// ReadEngine    one read    -> bytes in the caller's segment      (direct or asynchronous storage)
/// ```
package dev.floe.internal.read;
