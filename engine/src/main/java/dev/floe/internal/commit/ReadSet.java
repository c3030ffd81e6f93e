package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.InternalException;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What a session has read of its base, there or not; what it wrote itself is no part of it. It
/// outlives rebases, which change nothing of what was read, and discarded changes, for whoever read
/// still knows. Bounded: where much was read, more counts as read. Any thread may call.
///
/// A read is noted before its answer is given. One of a base that the session has left since is
/// refused, for no rebase compared it with anything.
public final class ReadSet {
  /// Who looks at more paths has read the whole hierarchy.
  static final int MOST_PATHS = 1 << 16;

  /// When so many coordinates are held, further ones stand for whole arrays.
  static final int MOST_COORDINATES = 1 << 20;

  /// How much of the nodes below a path was read.
  enum Listing {
    /// Which there are.
    PLACES,
    /// Their documents too.
    DOCUMENTS
  }

  private final Set<NodePath> nodes = new HashSet<>();
  private final Map<NodePath, Listing> listings = new HashMap<>();
  private final Map<NodeId, ReadChunks> arrays = new ConcurrentHashMap<>();
  private final AtomicInteger coordinates = new AtomicInteger();
  private final AtomicLong additions = new AtomicLong();

  /// Null when the session has committed and nothing is noted any more.
  private volatile SnapshotId base;

  ReadSet(SnapshotId base) {
    this.base = base;
  }

  /// Notes that the node at a path was looked at.
  void node(SnapshotId of, NodePath path) {
    synchronized (this) {
      if (listings.get(NodePath.ROOT) != Listing.DOCUMENTS && nodes.add(path)) {
        additions.incrementAndGet();
        if (nodes.size() > MOST_PATHS) {
          everything();
        }
      }
    }
    requireBase(of);
  }

  /// Notes that the nodes at or below a path were looked at.
  void listing(SnapshotId of, NodePath prefix, Listing what) {
    synchronized (this) {
      if (listings.get(NodePath.ROOT) != Listing.DOCUMENTS) {
        Listing before = listings.get(prefix);
        if (before == null || before.compareTo(what) < 0) {
          additions.incrementAndGet();
          listings.put(prefix, what);
        }
        if (listings.size() > MOST_PATHS) {
          everything();
        }
      }
    }
    requireBase(of);
  }

  private void everything() {
    nodes.clear();
    listings.clear();
    listings.put(NodePath.ROOT, Listing.DOCUMENTS);
  }

  /// Notes that an array of the base was found, and answers what is noted of its chunks.
  ReadChunks array(SnapshotId of, NodeId id, NodePath path, int rank) {
    ReadChunks chunks = arrays.get(id);
    if (chunks == null) {
      synchronized (this) {
        chunks = arrays.get(id);
        if (chunks == null) {
          additions.incrementAndGet();
          chunks = new ReadChunks(this, path, rank);
          arrays.put(id, chunks);
        }
      }
    }
    requireBase(of);
    return chunks;
  }

  /// Notes that a chunk of the base was looked at.
  void chunk(SnapshotId of, ReadChunks array, int[] at, int rank) {
    array.add(at, rank);
    requireBase(of);
  }

  /// Notes that all chunks of an array of the base were looked at.
  void allChunks(SnapshotId of, ReadChunks array) {
    array.addAll();
    requireBase(of);
  }

  /// Whether an array may hold one more coordinate.
  boolean hasRoom() {
    return coordinates.get() < MOST_COORDINATES;
  }

  /// An array holds so many coordinates more, or has given up those it held for all.
  void added(int more) {
    additions.incrementAndGet();
    coordinates.addAndGet(more);
  }

  private void requireBase(SnapshotId of) {
    SnapshotId now = base;
    if (now != null && !now.equals(of)) {
      throw new InternalException(
          ErrorKind.CONCURRENCY,
          "session: it was rebased from "
              + of
              + " to "
              + now
              + " while this read was being made; make the read again");
    }
  }

  /// Whether nothing was read.
  synchronized boolean isEmpty() {
    return nodes.isEmpty() && listings.isEmpty() && arrays.isEmpty();
  }

  /// The paths at which nodes were looked at.
  synchronized Set<NodePath> nodes() {
    return Set.copyOf(nodes);
  }

  /// The paths at or below which nodes were looked at.
  synchronized Map<NodePath, Listing> listings() {
    return Map.copyOf(listings);
  }

  /// The arrays that were found, and their chunks that were looked at.
  Map<NodeId, ReadChunks> arrays() {
    return arrays;
  }

  /// A number that grows with what is noted.
  long additions() {
    return additions.get();
  }

  /// Goes on to another base, if nothing was noted since `seen`: everything noted was compared with
  /// what lies between the two, then. Reads of the base before are refused from now on.
  ///
  /// @param seen what [#additions] was before the comparison
  boolean moveTo(SnapshotId next, long seen) {
    SnapshotId before = base;
    base = next;
    if (additions.get() != seen) {
      base = before;
      return false;
    }
    return true;
  }

  /// Notes and refuses nothing any more; after a commit.
  void retire() {
    base = null;
  }
}
