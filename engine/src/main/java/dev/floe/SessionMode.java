package dev.floe;

/// What a session can do.
public enum SessionMode {
  /// It reads; a session that has committed does nothing else either.
  READONLY,
  /// It edits nodes and chunks.
  WRITABLE,
  /// It moves nodes.
  REARRANGE
}
