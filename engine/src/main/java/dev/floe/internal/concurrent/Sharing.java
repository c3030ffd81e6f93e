package dev.floe.internal.concurrent;

import java.lang.foreign.MemorySegment;

/// Whether memory may be handed to other threads.
public final class Sharing {
  /// Never started; only asked about.
  private static final Thread STRANGER = new Thread(() -> {}, "floe-stranger");

  private Sharing() {}

  /// Whether any thread may use a segment; not so for one of a confined arena.
  public static boolean isShared(MemorySegment segment) {
    return segment.isAccessibleBy(STRANGER);
  }
}
