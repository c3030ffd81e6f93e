package dev.floe.spec.s3;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The objects and uploads of a bucket, in the order of their keys' bytes. Everything happens under
/// its lock, one operation after another. It owns the bodies that are put into it.
final class Bucket {
  /// UTF-8 sorts as code points do.
  static final Comparator<String> KEY_ORDER =
      (a, b) -> {
        int i = 0;
        int shorter = Math.min(a.length(), b.length());
        while (i < shorter && a.charAt(i) == b.charAt(i)) {
          i++;
        }
        if (i == shorter) {
          return Integer.compare(a.length(), b.length());
        }
        char x = a.charAt(i);
        char y = b.charAt(i);
        boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
        return surrogates ? Character.isSurrogate(x) ? 1 : -1 : Character.compare(x, y);
      };

  private static final int REMEMBERED_CHANGES = 1000;

  private final NavigableMap<String, StoredObject> objects = new TreeMap<>(KEY_ORDER);
  private final Deque<Change> changes = new ArrayDeque<>();
  private final Map<String, Upload> uploads = new HashMap<>();

  /// What a key had before a change, null when nothing; its body may be gone.
  private record Change(String key, StoredObject previous) {}

  /// The object of a key, its body retained.
  synchronized StoredObject retained(String key) {
    StoredObject object = objects.get(key);
    if (object == null) {
      throw S3Error.noSuchKey(key);
    }
    object.body().retain();
    return object;
  }

  /// Puts an object in the place of another, if the condition holds. Takes over the body; when it
  /// throws, the body stays the caller's.
  synchronized void put(String key, StoredObject object, WriteCondition condition) {
    condition.check(key, objects.get(key));
    changed(key, objects.put(key, object));
  }

  /// Deletes an object, if it is there and the condition holds.
  synchronized void delete(String key, WriteCondition condition) {
    condition.check(key, objects.get(key));
    changed(key, objects.remove(key));
  }

  private void changed(String key, StoredObject previous) {
    if (previous != null) {
      previous.body().release();
    }
    if (changes.size() == REMEMBERED_CHANGES) {
      changes.removeFirst();
    }
    changes.addLast(new Change(key, previous));
  }

  /// Does something with all objects, but for their bodies, while nothing else happens.
  ///
  /// @param missed how many of the last changes are not to be seen
  synchronized <T> T read(int missed, Function<NavigableMap<String, StoredObject>, T> reader) {
    return reader.apply(missed == 0 ? objects : before(missed));
  }

  private NavigableMap<String, StoredObject> before(int missed) {
    NavigableMap<String, StoredObject> past = new TreeMap<>(objects);
    Iterator<Change> backwards = changes.descendingIterator();
    for (int i = 0; i < missed && backwards.hasNext(); i++) {
      Change change = backwards.next();
      if (change.previous() == null) {
        past.remove(change.key());
      } else {
        past.put(change.key(), change.previous());
      }
    }
    return past;
  }

  synchronized void add(Upload upload) {
    uploads.put(upload.id(), upload);
  }

  /// Does something with an upload while nothing else happens.
  synchronized <T> T inUpload(String id, String key, Function<Upload, T> operation) {
    Upload upload = uploads.get(id);
    if (upload == null || !upload.key().equals(key)) {
      throw S3Error.noSuchUpload(id);
    }
    return operation.apply(upload);
  }

  /// Makes an object of an upload, if the condition holds.
  synchronized StoredObject complete(
      String id, String key, Function<Upload, StoredObject> parts, WriteCondition condition) {
    return inUpload(
        id,
        key,
        upload -> {
          condition.check(key, objects.get(key));
          StoredObject object = parts.apply(upload);
          put(key, object, WriteCondition.NONE);
          abort(id, key);
          return object;
        });
  }

  synchronized void abort(String id, String key) {
    inUpload(id, key, Upload::release);
    uploads.remove(id);
  }

  synchronized List<Upload> uploads() {
    return uploads.values().stream()
        .sorted(Comparator.comparing(Upload::key, KEY_ORDER).thenComparing(Upload::id))
        .toList();
  }

  synchronized boolean isEmpty() {
    return objects.isEmpty();
  }

  synchronized void releaseAll() {
    objects.values().forEach(object -> object.body().release());
    objects.clear();
    uploads.values().forEach(Upload::release);
    uploads.clear();
  }
}
