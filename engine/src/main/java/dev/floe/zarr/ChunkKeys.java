package dev.floe.zarr;

import dev.floe.format.NodePath;
import dev.floe.internal.commit.ChunkScan;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Scans of an array's chunks as lazy streams.
final class ChunkKeys {
  private ChunkKeys() {}

  /// What a function makes of each reference; nulls are left out. Closing the stream closes the
  /// scan.
  static <T> Stream<T> stream(ChunkScan scan, Function<ChunkScan, T> mapping) {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    Spliterator<T> items =
        new AbstractSpliterator<>(Long.MAX_VALUE, traits) {
          private boolean ended;

          @Override
          public boolean tryAdvance(Consumer<? super T> action) {
            while (!ended && scan.next()) {
              T item = mapping.apply(scan);
              if (item != null) {
                action.accept(item);
                return true;
              }
            }
            ended = true;
            scan.close();
            return false;
          }
        };
    return StreamSupport.stream(items, false).onClose(scan::close);
  }

  /// The key of the reference at which a scan is.
  static String key(String prefix, ChunkScan at, StringBuilder scratch) {
    scratch.setLength(0);
    scratch.append(prefix);
    for (int i = 0; i < at.rank(); i++) {
      scratch.append('/').append(Integer.toUnsignedLong(at.indices()[i]));
    }
    return scratch.toString();
  }

  /// What all chunk keys of an array begin with.
  static String prefix(NodePath path) {
    return path.isRoot() ? "c" : path.keyPrefix() + "/c";
  }

  /// The numbers that follow `prefix` below an array's `c`, each once: the scan skips from one to
  /// the next.
  static Stream<String> children(ChunkScan scan, int[] prefix) {
    int[] from = java.util.Arrays.copyOf(prefix, prefix.length + 1);
    scan.seek(from, from.length);
    int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT;
    Spliterator<String> items =
        new AbstractSpliterator<>(Long.MAX_VALUE, traits) {
          private boolean ended;

          @Override
          public boolean tryAdvance(Consumer<? super String> action) {
            if (ended || !scan.next() || !startsWith(scan, prefix)) {
              ended = true;
              scan.close();
              return false;
            }
            int child = scan.indices()[prefix.length];
            action.accept(Integer.toUnsignedString(child));
            if (child == -1) {
              ended = true;
            } else {
              from[prefix.length] = child + 1;
              scan.seek(from, from.length);
            }
            return true;
          }
        };
    return StreamSupport.stream(items, false).onClose(scan::close);
  }

  private static boolean startsWith(ChunkScan scan, int[] prefix) {
    return scan.rank() > prefix.length
        && java.util.Arrays.equals(scan.indices(), 0, prefix.length, prefix, 0, prefix.length);
  }
}
