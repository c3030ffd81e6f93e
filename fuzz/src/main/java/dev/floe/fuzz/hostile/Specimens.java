package dev.floe.fuzz.hostile;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.format.Checksum;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.codec.Zstd;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of a small repository in which everything happened once.
final class Specimens {
  static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[4,6],"chunk_grid":\
      {"name":"regular","configuration":{"chunk_shape":[1,2]}},"chunk_key_encoding":\
      {"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],\
      "dimension_names":["y",null],"attributes":{"é":[1.5,-3,null]}}\
      """;
  static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\"}";

  private final SortedMap<String, byte[]> files = new TreeMap<>();

  private Specimens(Storage storage) {
    try (Stream<ObjectInfo> all = storage.list("")) {
      for (ObjectInfo info : all.toList()) {
        byte[][] bytes = new byte[1][];
        storage
            .get(
                info.key(),
                GetOptions.WHOLE,
                length -> {
                  bytes[0] = new byte[(int) length];
                  return MemorySegment.ofArray(bytes[0]);
                })
            .join();
        files.put(info.key(), bytes[0]);
      }
    }
  }

  /// Those of a repository of this format.
  static Specimens of(SpecVersion version) {
    try (Storage storage = Storage.inMemory();
        Repository repository =
            Repository.create(storage, RepositoryOptions.STANDARD.withSpecVersion(version))) {
      SnapshotId first = fill(repository);
      repository.createBranch("side", first);
      repository.createTag("v1", first);
      repository.createTag("v0", first);
      repository.deleteTag("v0");
      if (version == SpecVersion.V2) {
        move(repository);
      }
      return new Specimens(storage);
    }
  }

  private static SnapshotId fill(Repository repository) {
    Session session = repository.writableSession("main");
    Store store = session.store();
    set(store, "zarr.json", GROUP);
    set(store, "g/zarr.json", GROUP);
    set(store, "a/zarr.json", ARRAY);
    set(store, "g/é/zarr.json", ARRAY);
    set(store, "a/c/0/0", "inline");
    set(store, "a/c/0/1", "n".repeat(600));
    VirtualChunk part = VirtualChunk.at("s3://somewhere/file", 3, 5);
    store.setVirtualRef("a/c/1/0", part, false);
    store.setVirtualRef("a/c/1/1", part.guardedBy(new Checksum.ETag("\"tag\"")), false);
    store.setVirtualRef("a/c/3/2", part.guardedBy(new Checksum.LastModified(77)), false);
    set(store, "g/é/c/2/2", "other");
    JsonObject properties =
        (JsonObject) JsonText.parse("{\"by\":\"me\",\"n\":[1,2.5,{\"x\":null}]}", "specimen");
    SnapshotId first = session.commit("first", CommitOptions.STANDARD.withMetadata(properties));
    Session second = repository.writableSession("main");
    second.store().delete("a/c/0/0");
    second.store().deleteDirectory("g/é");
    set(second.store(), "a/zarr.json", ARRAY + " ");
    second.commit("second");
    return first;
  }

  private static void move(Repository repository) {
    Session session = repository.rearrangeSession("main");
    session.move(NodePath.of("/a"), NodePath.of("/g/moved"));
    session.commit("moved");
    repository.setMetadata((JsonObject) JsonText.parse("{\"name\":\"x\"}", "specimen"));
    repository.resetBranch("side", SnapshotId.INITIAL, Optional.empty());
    repository.saveConfig(repository.config());
  }

  static void set(Store store, String key, String text) {
    store.set(key, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// The files whose keys begin so.
  List<byte[]> files(String prefix) {
    return List.copyOf(files.subMap(prefix, prefix + '\uffff').values());
  }

  /// What is in the envelopes of all files of a type.
  List<byte[]> bodies(FileType type) {
    List<byte[]> bodies = new ArrayList<>();
    try (Zstd zstd = new Zstd(1)) {
      for (var file : files.entrySet()) {
        MemorySegment bytes = MemorySegment.ofArray(file.getValue());
        if (isMetadata(file.getKey()) && Envelope.parse(bytes, file.getKey()).type() == type) {
          bodies.add(
              Envelope.decode(
                      zstd,
                      bytes,
                      type,
                      file.getKey(),
                      Envelope.MAX_BODY_BYTES,
                      length -> MemorySegment.ofArray(new byte[(int) length]))
                  .body()
                  .toArray(ValueLayout.JAVA_BYTE));
        }
      }
    }
    return bodies;
  }

  private static boolean isMetadata(String key) {
    return !key.startsWith("chunks/") && !key.startsWith("refs/") && !key.startsWith("config");
  }
}
