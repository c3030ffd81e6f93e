package dev.floe.fuzz.isolation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A step of a transaction, in keys of the store: `a/c/0` is a chunk, `a/zarr.json` the document of
/// node `a`, `zarr.json` that of the root.
///
/// A value is a list of elements, the last of which names its write and is written by nobody else
/// at any time. What is not there is the empty list. A register is written as one element; to
/// append is to write what was read and one element more. How a driver keeps elements in chunks and
/// documents is its affair.
public sealed interface Operation {
  /// Read a key.
  ///
  /// @param key of the store
  /// @param seen its value, empty if it was not there
  record Read(String key, List<String> seen) implements Operation {
    /// Takes a copy of the list.
    public Read {
      seen = List.copyOf(seen);
    }

    @Override
    public String toString() {
      return "read " + key + " -> " + (seen.isEmpty() ? "nothing" : seen);
    }
  }

  /// Read a key and failed, with an error that says that what should be there is gone or broken,
  /// and not merely that the storage did not answer.
  ///
  /// @param key of the store
  /// @param error what the error said
  record Unreadable(String key, String error) implements Operation {
    @Override
    public String toString() {
      return "read " + key + " -> " + error;
    }
  }

  /// Listed keys: a read of every key below the prefix, of those not there too, that says whether
  /// it is there and nothing of its value.
  ///
  /// @param prefix of whole segments, without a slash at its end; empty for everything
  /// @param kind which of the keys below it
  /// @param seen the keys that were there, documents as keys too
  record Listing(String prefix, Kind kind, Set<String> seen) implements Operation {
    /// Takes a copy of the set.
    public Listing {
      seen = Set.copyOf(seen);
    }

    /// Which keys a listing tells of.
    public enum Kind {
      /// Documents of nodes, at the prefix and below.
      NODES,
      /// Documents and chunks.
      KEYS
    }

    @Override
    public String toString() {
      return "list " + kind + " below \"" + prefix + "\" -> " + new TreeSet<>(seen);
    }
  }

  /// Wrote a key; a document that was not there makes a node.
  ///
  /// @param key of the store
  /// @param value its value from now on
  record Write(String key, List<String> value) implements Operation {
    /// Takes a copy of the list.
    public Write {
      if (value.isEmpty()) {
        throw new IllegalArgumentException(key + ": a write needs an element");
      }
      value = List.copyOf(value);
    }

    @Override
    public String toString() {
      return "write " + key + " := " + value;
    }
  }

  /// Deleted a chunk.
  ///
  /// @param key of the store
  record Delete(String key) implements Operation {
    @Override
    public String toString() {
      return "delete " + key;
    }
  }

  /// Deleted the nodes at and below a path, as the session saw them, with their documents and all
  /// their chunks. Nodes that others make below it meanwhile stay.
  ///
  /// @param path of the node, as in keys
  record DeleteTree(String path) implements Operation {
    @Override
    public String toString() {
      return "delete tree " + path;
    }
  }

  /// Moved a node with all there is below it.
  ///
  /// @param from where it was
  /// @param to where it is
  record Move(String from, String to) implements Operation {
    @Override
    public String toString() {
      return "move " + from + " to " + to;
    }
  }

  /// Whether it changes anything.
  default boolean changes() {
    return switch (this) {
      case Read _, Listing _, Unreadable _ -> false;
      case Write _, Delete _, DeleteTree _, Move _ -> true;
    };
  }
}
