package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.Utf8Order;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Refs and snapshots of format 1: a small JSON file for each ref, and the parent inside each
/// snapshot.
///
/// ```
/// refs/branch.<name>/ref.json            {"snapshot":"<id>"}
/// refs/tag.<name>/ref.json               {"snapshot":"<id>"}
/// refs/tag.<name>/ref.json.deleted       empty; the tag is gone and its name used up
/// ```
public final class V1History implements History {
  private static final String REFS = "refs/";
  private static final String BRANCH = "branch.";
  private static final String TAG = "tag.";
  private static final String REF = "/ref.json";
  private static final String TOMBSTONE = "/ref.json.deleted";

  /// More than any ref file has.
  private static final int LONGEST_REF_BYTES = 4096;

  private final AssetManager assets;

  public V1History(AssetManager assets) {
    this.assets = assets;
  }

  /// The key of a branch's file.
  public static String branchKey(String name) {
    return REFS + BRANCH + name + REF;
  }

  /// The key of a tag's file.
  public static String tagKey(String name) {
    return REFS + TAG + name + REF;
  }

  /// The key of the file that says that a tag is deleted.
  public static String tombstoneKey(String name) {
    return REFS + TAG + name + TOMBSTONE;
  }

  /// The file of a ref.
  public static MemorySegment refFile(SnapshotId target) {
    String text = "{\"snapshot\":\"" + target + "\"}";
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public SortedMap<String, SnapshotId> branches() {
    SortedMap<String, SnapshotId> tips = new TreeMap<>(Utf8Order.INSTANCE);
    for (String key : keys()) {
      if (key.startsWith(BRANCH) && key.endsWith(REF)) {
        String name = key.substring(BRANCH.length(), key.length() - REF.length());
        read(REFS + key).ifPresent(tip -> tips.put(name, tip));
      }
    }
    return Collections.unmodifiableSortedMap(tips);
  }

  @Override
  public SortedMap<String, SnapshotId> tags() {
    List<String> keys = keys();
    Set<String> all = new HashSet<>(keys);
    SortedMap<String, SnapshotId> targets = new TreeMap<>(Utf8Order.INSTANCE);
    for (String key : keys) {
      if (key.startsWith(TAG) && key.endsWith(REF)) {
        String name = key.substring(TAG.length(), key.length() - REF.length());
        if (!all.contains(TAG + name + TOMBSTONE)) {
          read(REFS + key).ifPresent(target -> targets.put(name, target));
        }
      }
    }
    return Collections.unmodifiableSortedMap(targets);
  }

  @Override
  public SortedSet<String> deletedTags() {
    SortedSet<String> names = new TreeSet<>(Utf8Order.INSTANCE);
    for (String key : keys()) {
      if (key.startsWith(TAG) && key.endsWith(TOMBSTONE)) {
        names.add(key.substring(TAG.length(), key.length() - TOMBSTONE.length()));
      }
    }
    return Collections.unmodifiableSortedSet(names);
  }

  /// The deleted tags with what they pointed to, where their files still say so.
  public SortedMap<String, Optional<SnapshotId>> deletedTagTargets() {
    SortedMap<String, Optional<SnapshotId>> targets = new TreeMap<>(Utf8Order.INSTANCE);
    for (String name : deletedTags()) {
      targets.put(name, readable(tagKey(name)));
    }
    return targets;
  }

  private Optional<SnapshotId> readable(String key) {
    try {
      return read(key);
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  /// All keys below `refs/`, without that prefix.
  private List<String> keys() {
    try (Stream<ObjectInfo> objects = assets.storage().list(REFS)) {
      return objects
          .map(object -> object.key().substring(REFS.length()))
          .peek(V1History::requireType)
          .toList();
    }
  }

  private static void requireType(String key) {
    if (!key.startsWith(BRANCH) && !key.startsWith(TAG)) {
      throw new InvalidInputException(
          ErrorKind.INVALID_REF_TYPE,
          REFS + key + ": expected a name that begins with \"branch.\" or \"tag.\"");
    }
  }

  @Override
  public SnapshotId branch(String name) {
    return read(branchKey(checked(name))).orElseThrow(() -> missing("branch", name));
  }

  @Override
  public SnapshotId tag(String name) {
    String stem = REFS + TAG + checked(name);
    boolean deleted = Futures.await(assets.storage().head(stem + TOMBSTONE)).isPresent();
    return (deleted ? Optional.<SnapshotId>empty() : read(stem + REF))
        .orElseThrow(() -> missing("tag", name));
  }

  private static NotFoundException missing(String type, String name) {
    return History.missingRef(type, name);
  }

  static String checked(String name) {
    if (name.contains("/")) {
      throw new InvalidInputException(
          ErrorKind.INVALID_REF_NAME,
          "ref \"" + name + "\": a spec 1 repository has no names with a slash");
    }
    return name;
  }

  private Optional<SnapshotId> read(String key) {
    return ref(key).map(Ref::target);
  }

  /// What a ref file holds, and at which version of it.
  record Ref(SnapshotId target, ObjectVersion version) {}

  /// A ref file as it is now; empty if there is none.
  Optional<Ref> ref(String key) {
    byte[] text = new byte[LONGEST_REF_BYTES];
    GetResult result =
        Futures.await(
            assets.storage().get(key, GetOptions.WHOLE, length -> target(key, text, length)));
    if (!(result instanceof GetResult.Modified(var version, long length, var whole))) {
      return Optional.empty();
    }
    JsonValue json = JsonText.read(java.util.Arrays.copyOf(text, (int) length), key);
    if (json instanceof JsonValue.JsonObject object
        && object.members().get("snapshot") instanceof JsonValue.JsonString(String id)) {
      try {
        return Optional.of(new Ref(SnapshotId.parse(id), version));
      } catch (IcechunkException e) {
        throw malformed(key, "\"" + id + "\"", e);
      }
    }
    throw malformed(key, "no member \"snapshot\"", null);
  }

  /// Off-heap memory is what storages fill fastest, but they fill any; a ref is 35 bytes.
  private static MemorySegment target(String key, byte[] text, long length) {
    if (length > text.length) {
      throw malformed(key, length + " bytes", null);
    }
    return MemorySegment.ofArray(text);
  }

  private static FormatException malformed(String key, String found, Throwable cause) {
    return new FormatException(
        ErrorKind.DESERIALIZATION, key, -1, "{\"snapshot\":\"<id>\"}", found, cause);
  }

  @Override
  public SnapshotInfo snapshot(SnapshotId id) {
    try {
      return load(id);
    } catch (IcechunkException e) {
      if (e.kind() == ErrorKind.OBJECT_NOT_FOUND) {
        throw History.missingSnapshot(id);
      }
      throw e;
    }
  }

  /// A snapshot, if its file is there.
  Optional<SnapshotInfo> find(SnapshotId id) {
    try {
      return Optional.of(load(id));
    } catch (IcechunkException e) {
      if (e.kind() == ErrorKind.OBJECT_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private SnapshotInfo load(SnapshotId id) {
    Asset<SnapshotView> asset = assets.snapshot(id);
    try {
      SnapshotView view = asset.value();
      return new SnapshotInfo(
          id, view.parentId(), view.flushedAt(), view.message(), view.metadata(), List.of());
    } finally {
      asset.unpin();
    }
  }

  @Override
  public Stream<SnapshotInfo> ancestry(SnapshotId id) {
    Set<SnapshotId> seen = new HashSet<>();
    return Stream.iterate(
        snapshot(id),
        java.util.Objects::nonNull,
        child -> {
          seen.add(child.id());
          return child
              .parentId()
              .filter(parent -> !seen.contains(parent))
              .map(this::load)
              .orElse(null);
        });
  }
}
