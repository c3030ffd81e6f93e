package dev.floe.consumer;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.ByteRange;
import dev.floe.format.JsonValue;
import dev.floe.format.SnapshotId;
import dev.floe.storage.Storage;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Creates, writes, commits, reads; prints the length of what it read.
public final class Consumer {
  private Consumer() {}

  private static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Runs it all in memory.
  public static void main(String[] arguments) {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      Store store = session.store();
      store.set(
          "a/zarr.json",
          utf8(
              "{\"node_type\":\"array\",\"shape\":[4],\"chunk_grid\":{\"name\":\"regular\","
                  + "\"configuration\":{\"chunk_shape\":[1]}}}"));
      store.set("a/c/0", utf8("some bytes"));
      SnapshotId id =
          session.commit("as a module", CommitOptions.STANDARD.with("by", JsonValue.of("module")));
      Store reader = repository.readonlySession(Version.snapshot(id)).store();
      MemorySegment room = MemorySegment.ofArray(new byte[16]);
      long length = reader.getInto("a/c/0", ByteRange.all(), room);
      try (ReadResults results = reader.readAll(new ReadBatch().add("a/c/0")).join()) {
        System.out.println(length + " " + results.orThrow().lengthBytes(0));
      }
      System.out.println(repository.lookupSnapshot(id).metadata());
    }
  }
}
