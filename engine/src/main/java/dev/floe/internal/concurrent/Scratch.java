package dev.floe.internal.concurrent;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// Reusable objects for the length of a call, handed out without allocating when warm: each thread
/// looks first where its number points. An object that finds no free place when it comes back is
/// left to the collector. Thread-safe.
///
/// @param <T> what is reused
public final class Scratch<T> {
  private static final int PLACES = 64;

  /// How many neighbouring places are tried.
  private static final int PROBES = 4;

  private final AtomicReferenceArray<T> places = new AtomicReferenceArray<>(PLACES);
  private final Supplier<T> maker;

  public Scratch(Supplier<T> maker) {
    this.maker = maker;
  }

  private static int home() {
    return (int) (Thread.currentThread().threadId() * 0x9e3779b1L >>> 16) & (PLACES - 1);
  }

  /// An object nobody else uses until it is given back.
  public T take() {
    int home = home();
    for (int i = 0; i < PROBES; i++) {
      int place = (home + i) & (PLACES - 1);
      T held = places.getPlain(place);
      if (held != null && places.compareAndSet(place, held, null)) {
        return held;
      }
    }
    return maker.get();
  }

  /// Gives an object back. Of two that come to one place at once the first one is lost, which costs
  /// less than to be sure that there is none.
  public void give(T object) {
    int home = home();
    for (int i = 0; i < PROBES; i++) {
      int place = (home + i) & (PLACES - 1);
      if (places.getPlain(place) == null) {
        places.setRelease(place, object);
        return;
      }
    }
  }
}
