package dev.floe.zarr;

import dev.floe.format.NodePath;
import dev.floe.internal.commit.ChunkScan;
import java.util.Arrays;
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

  /// The numbers that follow `prefix` below an array's `c`, each once.
  static Stream<String> children(ChunkScan scan, int[] prefix) {
    Children children = new Children(scan, prefix);
    return StreamSupport.stream(children, false).onClose(scan::close);
  }

  /// Goes from one number to the next: over a few references step by step, over many of one number
  /// at once, and where each has a number of its own many numbers at a time.
  private static final class Children extends AbstractSpliterator<String> {
    private static final int STEPS = 8;
    private static final int BLOCK = 512;

    private final ChunkScan scan;
    private final int[] prefix;

    /// The prefix and the number that was read last.
    private final int[] last;

    private final DecimalText text = new DecimalText();
    private int[] numbers = new int[1];
    private int told;
    private int read;
    private boolean begun;
    private boolean ended;

    /// Whether the reference behind the last one had a number of its own.
    private boolean dense;

    Children(ChunkScan scan, int[] prefix) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT);
      this.scan = scan;
      this.prefix = prefix;
      last = Arrays.copyOf(prefix, prefix.length + 1);
      scan.seek(last, last.length);
    }

    @Override
    public boolean tryAdvance(Consumer<? super String> action) {
      if (told == read && !read()) {
        return false;
      }
      action.accept(text.of(numbers[told++]));
      return true;
    }

    @Override
    public void forEachRemaining(Consumer<? super String> action) {
      while (told < read || read()) {
        while (told < read) {
          action.accept(text.of(numbers[told++]));
        }
      }
    }

    /// Reads the next numbers; false if there are none.
    private boolean read() {
      if (ended || !advance()) {
        ended = true;
        scan.close();
        return false;
      }
      told = 0;
      read = 1;
      numbers[0] = scan.indices()[prefix.length];
      if (begun && dense) {
        if (numbers.length < BLOCK) {
          numbers = Arrays.copyOf(numbers, BLOCK);
        }
        read += scan.copyNumbers(prefix, numbers, 1);
      }
      begun = true;
      last[prefix.length] = numbers[read - 1];
      return true;
    }

    /// Whether there is another number, where the scan then is.
    private boolean advance() {
      for (int step = 0; step < STEPS; step++) {
        if (!scan.next() || !startsWith(scan, prefix)) {
          return false;
        }
        dense = step == 0;
        if (!begun || scan.indices()[prefix.length] != last[prefix.length]) {
          return true;
        }
      }
      if (last[prefix.length] == -1) {
        return false;
      }
      last[prefix.length]++;
      scan.seek(last, last.length);
      return scan.next() && startsWith(scan, prefix);
    }
  }

  private static boolean startsWith(ChunkScan scan, int[] prefix) {
    return scan.rank() > prefix.length
        && Arrays.equals(scan.indices(), 0, prefix.length, prefix, 0, prefix.length);
  }
}
