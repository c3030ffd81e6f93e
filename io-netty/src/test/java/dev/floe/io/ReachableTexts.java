package dev.floe.io;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// The texts of all objects of ours that can be reached from some: what a debugger, a log or an
/// assertion might show of them.
final class ReachableTexts {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Object> todo = new ArrayDeque<>();
  private final Map<String, String> texts = new TreeMap<>();

  private ReachableTexts() {}

  /// From the name of a class to a text of one of its objects; all texts of a class in one.
  static Map<String, String> of(Object... roots) throws IllegalAccessException {
    ReachableTexts walk = new ReachableTexts();
    List.of(roots).forEach(walk::note);
    while (!walk.todo.isEmpty()) {
      walk.visit(walk.todo.poll());
    }
    return walk.texts;
  }

  private void note(Object object) {
    if (object != null && seen.add(object)) {
      todo.add(object);
    }
  }

  private void visit(Object object) throws IllegalAccessException {
    switch (object) {
      case Optional<?> optional -> optional.ifPresent(this::note);
      case Collection<?> items -> items.forEach(this::note);
      case Map<?, ?> map -> {
        map.keySet().forEach(this::note);
        map.values().forEach(this::note);
      }
      case AtomicReference<?> reference -> note(reference.get());
      case CompletableFuture<?> future when future.isDone() && !future.isCompletedExceptionally() ->
          note(future.join());
      case Object[] array -> {
        for (int i = 0; i < Array.getLength(array); i++) {
          note(array[i]);
        }
      }
      default -> {
        if (object.getClass().getName().startsWith("dev.floe.")) {
          texts.merge(object.getClass().getName(), object.toString(), (a, b) -> a + "\n" + b);
          fields(object);
        }
      }
    }
  }

  private void fields(Object object) throws IllegalAccessException {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (!type.getName().startsWith("dev.floe.")) {
        return;
      }
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          note(field.get(object));
        }
      }
    }
  }
}
