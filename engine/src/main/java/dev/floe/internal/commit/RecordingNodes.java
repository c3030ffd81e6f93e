package dev.floe.internal.commit;

import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.commit.ReadSet.Listing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The nodes of a snapshot, for a session that notes which of them it reads.
record RecordingNodes(SnapshotNodes base, ReadSet reads) implements BaseNodes {
  @Override
  public Optional<NodeSnapshot> find(NodePath path) {
    reads.node(base.id(), path);
    return base.find(path);
  }

  @Override
  public Stream<NodeSnapshot> atOrBelow(NodePath path) {
    reads.listing(base.id(), path, Listing.DOCUMENTS);
    return base.atOrBelow(path);
  }

  @Override
  public Stream<NodeSnapshot> listed(NodePath path) {
    reads.listing(base.id(), path, Listing.PLACES);
    return base.atOrBelow(path);
  }

  @Override
  public List<Place> children(NodePath path) {
    reads.listing(base.id(), path, Listing.PLACES);
    return base.children(path);
  }
}
