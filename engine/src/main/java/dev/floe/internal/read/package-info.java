/// From "which chunk" to "these bytes, there": locate references, plan requests, admit them under
/// one budget, fetch, complete.
///
/// ```
/// ChunkLocator  a coordinate  -> a reference, in place            (change set, then manifests)
/// ReadPlanner   references    -> requests                         (pure; ReadCost is its model)
/// ReadEngine    requests      -> bytes in the caller's segments   (direct or asynchronous storage)
/// ```
package dev.floe.internal.read;
