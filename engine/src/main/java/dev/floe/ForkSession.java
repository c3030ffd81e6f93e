package dev.floe;

import dev.floe.internal.commit.SessionCore;
import java.security.Key;
import java.util.Objects;

/// A session that helps another: it sees what that one had changed when it was forked, makes
/// changes of its own, and commits nowhere. [Session#merge] takes its changes over; until then
/// nobody else sees them. Chunks are stored at once, or packed until it is merged or written as
/// bytes; only references to them move.
///
/// A fork can go to another process and back as bytes. It can be forked, and flushed; it moves no
/// nodes.
public final class ForkSession extends Session {
  private final RepositoryParts parts;
  private final SessionCore core;

  ForkSession(RepositoryParts parts, SessionCore core) {
    super(parts, core);
    this.parts = parts;
    this.core = core;
  }

  /// The fork with its changes, for [Repository#openFork(byte[])]. It stays as it is, and both go
  /// on apart. The bytes hold no settings of storages, no credentials and no authorization of
  /// containers; the locations of virtual chunks are in them, as they are in manifests.
  ///
  /// They hold a sum that finds damage; whoever can change them can make another one.
  ///
  /// @throws dev.floe.error.ReadOnlyException `read-only-session` for a fork that was merged or
  ///   flushed
  public byte[] toBytes() {
    return parts.forkBytes(core, null);
  }

  /// As [#toBytes()], sealed with a key: whoever opens them needs it, and finds any change that
  /// somebody made who does not have it. Nothing is encrypted.
  ///
  /// @param key for HMAC-SHA-256
  public byte[] toBytes(Key key) {
    return parts.forkBytes(core, Objects.requireNonNull(key, "key"));
  }
}
