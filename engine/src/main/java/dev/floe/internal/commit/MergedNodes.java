package dev.floe.internal.commit;

import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Two sorted sequences of nodes as one, in the order of the UTF-8 bytes of their paths.
final class MergedNodes implements Iterator<NodeSnapshot> {
  private final Iterator<NodeSnapshot> existing;
  private final Iterator<NodeSnapshot> added;
  private NodeSnapshot nextExisting;
  private NodeSnapshot nextAdded;

  private MergedNodes(Iterator<NodeSnapshot> existing, Iterator<NodeSnapshot> added) {
    this.existing = existing;
    this.added = added;
    this.nextExisting = advance(existing);
    this.nextAdded = advance(added);
  }

  static Stream<NodeSnapshot> of(Stream<NodeSnapshot> existing, Iterator<NodeSnapshot> added) {
    Iterator<NodeSnapshot> merged = new MergedNodes(existing.iterator(), added);
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(merged, traits), false)
        .onClose(existing::close);
  }

  private static NodeSnapshot advance(Iterator<NodeSnapshot> from) {
    return from.hasNext() ? from.next() : null;
  }

  @Override
  public boolean hasNext() {
    return nextExisting != null || nextAdded != null;
  }

  @Override
  public NodeSnapshot next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    boolean takeAdded =
        nextExisting == null
            || nextAdded != null
                && NodePath.STRING_ORDER.compare(nextAdded.path(), nextExisting.path()) < 0;
    NodeSnapshot taken = takeAdded ? nextAdded : nextExisting;
    if (takeAdded) {
      nextAdded = advance(added);
    } else {
      nextExisting = advance(existing);
    }
    return taken;
  }
}
