package dev.floe.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What is wrong, the first of it in words. Any thread may tell.
final class Findings {
  private static final int MOST = 20;

  private final Consumer<String> told;
  private final List<String> texts = new ArrayList<>();
  private long count;

  /// @param told is told of each that is kept, at once
  Findings(Consumer<String> told) {
    this.told = told;
  }

  synchronized void add(String text) {
    count++;
    if (texts.size() < MOST) {
      texts.add(text);
      told.accept(text);
    }
  }

  /// Somebody's work ended with an exception.
  void add(String who, Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    add(who + ": " + failure + (stack.length == 0 ? "" : " at " + stack[0]));
  }

  synchronized List<String> texts() {
    List<String> all = new ArrayList<>(texts);
    if (count > MOST) {
      all.add("and " + (count - MOST) + " more");
    }
    return all;
  }
}
