/// A service over a repository, to copy from: an HTTP server of tiles, one virtual thread a
/// request, and what drives it at a rising rate until it cannot follow.
///
/// ```
/// mvn -q -Ptiles                            local files, three minutes
/// mvn -q -Ptiles -Dtiles.args=--bucket      the repository in a bucket of a server beside it
/// ```
///
/// [TileServer] is the service, and stands alone. [TileLoad] starts it in a process of its own,
/// [OpenLoop] asks it at fixed times, whether or not it has answered what was asked before, and
/// [Knee] says how far that went well.
package dev.floe.bench.tiles;
