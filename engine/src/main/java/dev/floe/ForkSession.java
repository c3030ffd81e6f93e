package dev.floe;

import dev.floe.internal.commit.SessionCore;

/// A session that helps another: it sees what that one had changed when it was forked, makes
/// changes of its own, and commits nowhere. [Session#merge] takes its changes over; until then
/// nobody else sees them. Chunks are stored at once, or packed until it is merged; only references
/// to them move.
///
/// A fork can be forked, and flushed; it moves no nodes.
public final class ForkSession extends Session {
  ForkSession(RepositoryParts parts, SessionCore core) {
    super(parts, core);
  }
}
