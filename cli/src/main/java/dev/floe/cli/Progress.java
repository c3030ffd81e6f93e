package dev.floe.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// A bar on a terminal for work that takes longer than a second, redrawn ten times a second at most
/// and gone when the work is done. One thread at a time.
final class Progress implements AutoCloseable {
  private static final long FIRST_NANOS = 1_000_000_000;
  private static final long NEXT_NANOS = 100_000_000;
  private static final int WIDTH = 30;

  private final PrintStream err;
  private final BooleanSupplier interactive;
  private final LongSupplier nanoClock;
  private final String what;
  private final long total;
  private final long startedNanos;
  private long dueNanos;
  private long done;
  private long bytes;
  private boolean asked;
  private boolean shown;
  private boolean drawn;

  /// @param what is counted, such as `chunks`
  /// @param total how many there will be, or 0 if nobody knows
  Progress(Surroundings around, String what, long total) {
    this.err = around.err();
    this.interactive = around.interactive();
    this.nanoClock = around.nanoClock();
    this.what = what;
    this.total = total;
    this.startedNanos = nanoClock.getAsLong();
    this.dueNanos = startedNanos + FIRST_NANOS;
  }

  /// Counts some more bytes of what is counted, which show beside it.
  void advanceBytes(long count) {
    bytes += count;
    advance(0);
  }

  /// Counts some more, and draws if it is time to.
  void advance(long count) {
    done += count;
    if (asked && !shown) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (now - dueNanos >= 0) {
      dueNanos = now + NEXT_NANOS;
      if (!asked) {
        asked = true;
        shown = interactive.getAsBoolean();
      }
      if (shown) {
        draw(now);
      }
    }
  }

  private void draw(long now) {
    StringBuilder line = new StringBuilder("\r");
    if (total > 0) {
      int filled = (int) Math.min(WIDTH, WIDTH * done / total);
      line.append('[').repeat('#', filled).repeat('.', WIDTH - filled).append("] ");
    }
    double seconds = (now - startedNanos) / 1e9;
    line.append(
        total > 0
            ? String.format(Locale.ROOT, "%,d of %,d %s, ", done, total, what)
            : String.format(Locale.ROOT, "%,d %s, ", done, what));
    if (bytes > 0) {
      line.append(String.format(Locale.ROOT, "%,d MB, ", bytes / 1_000_000));
    }
    line.append(String.format(Locale.ROOT, "%.0f s", seconds));
    err.print(line.append("\u001b[K"));
    err.flush();
    drawn = true;
  }

  /// Makes room for a line; the bar comes again.
  void clear() {
    if (drawn) {
      err.print("\r\u001b[K");
      err.flush();
      drawn = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
