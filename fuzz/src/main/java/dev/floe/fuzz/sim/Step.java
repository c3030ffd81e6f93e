package dev.floe.fuzz.sim;

/// One thing that a transaction does.
///
/// @param kind what
/// @param index to which of the keys or nodes there are for it
public record Step(Kind kind, int index) {
  /// What a transaction may do.
  public enum Kind {
    /// Read a chunk.
    READ,
    /// Read a chunk and write it.
    WRITE,
    /// Write a chunk that was not read.
    BLIND_WRITE,
    /// Read a chunk and write it with an element more.
    APPEND,
    /// Delete a chunk.
    DELETE,
    /// Read a document.
    READ_DOCUMENT,
    /// Read a document and write it with an element more.
    APPEND_DOCUMENT,
    /// Make a node, or write the document of the one there.
    CREATE,
    /// Write a chunk of a node that comes and goes.
    WRITE_BELOW,
    /// Delete a node with all there is below it.
    DELETE_TREE,
    /// List the nodes that come and go.
    LIST_NODES,
    /// List all keys.
    LIST_KEYS,
    /// Move a node, in a session for this alone.
    MOVE
  }

  @Override
  public String toString() {
    return kind + " " + index;
  }
}
