/// Chunks that lie in somebody else's files: where they may come from, who may read them, and how
/// their locations are written. A user story: point an array at an archive, and let those who open
/// the repository decide what of it they are willing to read.
///
/// The list of containers lives in the repository and can be changed by whoever writes to it, so
/// nothing outside the repository is read unless the one who opens it named the URL prefix in
/// [dev.floe.virtual.VirtualChunkAccess].
package dev.floe.virtual;
