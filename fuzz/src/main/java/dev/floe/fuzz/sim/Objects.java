package dev.floe.fuzz.sim;

import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutResult;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The objects of a store and what becomes of them: each call is one indivisible step. Where the
/// files are on one machine, a step is on the disk only after [#synced]; what is not is lost, or
/// not, when the power is cut, in each directory from some step on.
final class Objects {
  /// A step that is not on the disk.
  private record Unsynced(String key, StoredObject before) {}

  private record Past(long nanos, StoredObject object) {}

  private final Profile profile;
  private final NavigableMap<String, StoredObject> current = new TreeMap<>();
  private final Map<String, Deque<Unsynced>> unsynced = new TreeMap<>();
  private final Map<String, List<Past>> past = new HashMap<>();
  private final List<StoredObject> repositoryStates = new ArrayList<>();
  private long versions;
  private int undoneStates;

  Objects(Profile profile) {
    this.profile = profile;
  }

  /// Every content that the repository file ever had, from the first on.
  List<byte[]> repositoryFiles() {
    return repositoryStates.stream().map(StoredObject::bytes).toList();
  }

  /// How many contents of the repository file a cut of the power undid.
  int undoneStates() {
    return undoneStates;
  }

  /// The repository file as it was at a time.
  StoredObject repositoryAt(Instant time) {
    StoredObject then = current.get("repo");
    for (StoredObject state : repositoryStates.reversed()) {
      then = state;
      if (!state.modified().isAfter(time)) {
        break;
      }
    }
    return then;
  }

  StoredObject find(String key) {
    return current.get(key);
  }

  int count() {
    return current.size();
  }

  /// Whether a condition holds for a key.
  boolean holds(String key, Precondition precondition) {
    StoredObject old = current.get(key);
    return switch (precondition) {
      case Precondition.None _ -> true;
      case Precondition.Absent _ -> old == null;
      case Precondition.At(ObjectVersion version) -> old != null && old.version().equals(version);
    };
  }

  PutResult put(
      String key,
      byte[] bytes,
      Precondition precondition,
      Map<String, String> metadata,
      Instant now) {
    if (!holds(key, precondition)) {
      return new PutResult.NotOnLatestVersion();
    }
    ObjectVersion version = nextVersion(bytes);
    replace(key, new StoredObject(bytes, version, now, metadata), now);
    return new PutResult.Updated(version);
  }

  private ObjectVersion nextVersion(byte[] bytes) {
    versions++;
    return switch (profile) {
      case GCS -> new ObjectVersion(Optional.empty(), Optional.of(Long.toString(versions)));
      case S3, STALE_LISTINGS -> ObjectVersion.etag("\"" + contentHash(bytes) + "\"");
      case POSIX -> ObjectVersion.etag("\"" + versions + "-" + bytes.length + "\"");
    };
  }

  private static String contentHash(byte[] bytes) {
    long hash = bytes.length;
    for (byte b : bytes) {
      hash = Long.rotateLeft((hash ^ b) * 0x9e3779b97f4a7c15L, 31);
    }
    return Long.toHexString(hash);
  }

  /// @return empty if there is no source
  Optional<PutResult> copy(String from, String to, Precondition precondition, Instant now) {
    StoredObject source = current.get(from);
    if (source == null) {
      return Optional.empty();
    }
    return Optional.of(
        holds(from, precondition)
            ? put(to, source.bytes(), Precondition.NONE, source.metadata(), now)
            : new PutResult.NotOnLatestVersion());
  }

  DeleteResult delete(String key, Instant now) {
    StoredObject old = current.get(key);
    if (old == null) {
      return new DeleteResult.Missing();
    }
    replace(key, null, now);
    return new DeleteResult.Deleted(old.bytes().length);
  }

  private void replace(String key, StoredObject object, Instant now) {
    StoredObject old = object == null ? current.remove(key) : current.put(key, object);
    if (profile.isLocal()) {
      unsynced.computeIfAbsent(directory(key), _ -> new ArrayDeque<>()).add(new Unsynced(key, old));
    }
    if (profile == Profile.STALE_LISTINGS) {
      past.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Past(nanos(now), object));
    }
    if (key.equals("repo") && object != null) {
      repositoryStates.add(object);
    }
  }

  private static String directory(String key) {
    return key.substring(0, Math.max(0, key.lastIndexOf('/')));
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  /// What was done in the directory of a key is on the disk now.
  void synced(String key) {
    unsynced.remove(directory(key));
  }

  /// In each directory what is not on the disk is undone, from a step on that chance says.
  ///
  /// @return how many steps were undone
  int cutPower(RandomGenerator chance) {
    int undone = 0;
    for (Deque<Unsynced> steps : unsynced.values()) {
      int kept = chance.nextInt(steps.size() + 1);
      while (steps.size() > kept) {
        Unsynced step = steps.removeLast();
        if (step.before == null) {
          current.remove(step.key);
        } else {
          current.put(step.key, step.before);
        }
        if (step.key.equals("repo") && !repositoryStates.isEmpty()) {
          repositoryStates.removeLast();
          undoneStates++;
        }
        undone++;
      }
    }
    unsynced.clear();
    return undone;
  }

  /// The next objects below a prefix.
  ///
  /// @param after the last key of the page before; empty for the first page
  /// @param asOf as the store was then, where it keeps its past; null for now
  List<ObjectInfo> page(String prefix, String after, int most, Instant asOf) {
    String below = prefix.isEmpty() ? "" : prefix + "/";
    List<ObjectInfo> page = new ArrayList<>();
    if (asOf == null) {
      for (var entry : current.tailMap(after.isEmpty() ? below : after, false).entrySet()) {
        if (!entry.getKey().startsWith(below) || page.size() == most) {
          break;
        }
        page.add(entry.getValue().info(entry.getKey()));
      }
      return page;
    }
    for (String key :
        new TreeMap<>(past).tailMap(after.isEmpty() ? below : after, false).keySet()) {
      if (!key.startsWith(below) || page.size() == most) {
        break;
      }
      StoredObject then = asOf(past.get(key), nanos(asOf));
      if (then != null) {
        page.add(then.info(key));
      }
    }
    return page;
  }

  private static StoredObject asOf(List<Past> states, long nanos) {
    StoredObject then = null;
    for (Past state : states) {
      if (state.nanos <= nanos) {
        then = state.object;
      }
    }
    return then;
  }
}
