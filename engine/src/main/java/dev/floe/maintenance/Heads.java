package dev.floe.maintenance;

import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Objects looked up by their keys, some ahead and side by side; those that are not there are left
/// out. One thread.
final class Heads implements Iterator<ObjectInfo> {
  private static final int AHEAD = 64;

  private final Storage storage;
  private final Iterator<String> keys;
  private final ArrayDeque<CompletableFuture<Optional<ObjectInfo>>> underWay = new ArrayDeque<>();
  private ObjectInfo next;

  private Heads(Storage storage, Iterator<String> keys) {
    this.storage = storage;
    this.keys = keys;
  }

  /// In the order of the keys, lazily.
  static Stream<ObjectInfo> of(Storage storage, Stream<String> keys) {
    Heads heads = new Heads(storage, keys.iterator());
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(heads, traits), false);
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      while (underWay.size() < AHEAD && keys.hasNext()) {
        underWay.add(storage.head(keys.next()));
      }
      if (underWay.isEmpty()) {
        return false;
      }
      next = Futures.await(underWay.poll()).orElse(null);
    }
    return true;
  }

  @Override
  public ObjectInfo next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ObjectInfo found = next;
    next = null;
    return found;
  }
}
