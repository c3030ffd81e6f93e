package dev.floe.maintenance;

import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.read.VirtualSources;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Verifies that what references point to is there. Chunk objects are listed once and not asked for
/// one by one; of each is remembered how far references reach.
final class VerifiedChunks {
  private static final String PREFIX = "chunks/";
  private static final long PIECE_BYTES = 4 << 20;

  private final Verifier verifier;
  private final Storage storage;
  private final VirtualSources sources;

  /// How many bytes of each chunk object are referred to, and by which manifest that was seen.
  private final Map<ChunkId, Need> needs = new HashMap<>();

  private final Set<ChunkPayload.Virtual> virtual = new HashSet<>();

  private record Need(long endBytes, String manifest) {}

  VerifiedChunks(Verifier verifier, Storage storage, VirtualSources sources) {
    this.verifier = verifier;
    this.storage = storage;
    this.sources = sources;
  }

  /// Remembers what a reference of a manifest points to.
  void add(String manifest, ChunkPayload payload) {
    switch (payload) {
      case ChunkPayload.Inline _ -> {}
      case ChunkPayload.Native chunk ->
          needs.merge(
              chunk.id(),
              new Need(Math.addExact(chunk.offset(), chunk.lengthBytes()), manifest),
              (known, other) -> known.endBytes >= other.endBytes ? known : other);
      case ChunkPayload.Virtual chunk -> {
        if (verifier.scope().virtualSources() && virtual.add(chunk)) {
          verifier.checked(chunk.location(), () -> source(chunk));
        }
      }
    }
  }

  /// Looks at the chunk objects.
  void finish() {
    Map<String, Long> sizes = new HashMap<>();
    verifier.checked(
        PREFIX,
        () -> {
          try (Stream<ObjectInfo> objects = storage.list(PREFIX)) {
            objects.forEach(object -> sizes.put(object.key(), object.sizeBytes()));
          }
        });
    needs.forEach((id, need) ->
        verifier.checked(id.key(), () -> object(id.key(), need, sizes.get(id.key()))));
  }

  private void object(String key, Need need, Long sizeBytes) {
    if (sizeBytes == null) {
      verifier.error(key, need.manifest + " refers to this chunk object, and it is gone");
    } else if (sizeBytes < need.endBytes) {
      verifier.error(
          key, need.manifest + " refers to " + need.endBytes + " bytes of it, found " + sizeBytes);
    } else if (verifier.scope().chunkBytes()) {
      read(key, sizeBytes);
    }
  }

  private void read(String key, long sizeBytes) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment piece = arena.allocate(Math.min(PIECE_BYTES, sizeBytes));
      for (long at = 0; at < sizeBytes; at += PIECE_BYTES) {
        ByteRange range = ByteRange.of(at, Math.min(sizeBytes, at + PIECE_BYTES));
        Futures.await(storage.get(key, GetOptions.range(range), length -> piece));
      }
    }
  }

  private void source(ChunkPayload.Virtual chunk) {
    VirtualSources.Source source = sources.resolve(chunk.location());
    long end = Math.addExact(chunk.offset(), chunk.lengthBytes());
    try (Arena arena = Arena.ofShared()) {
      MemorySegment last = arena.allocate(1);
      GetOptions options = GetOptions.guarded(ByteRange.of(end - 1, end), chunk.checksum());
      GetResult result = Futures.await(source.storage().get(source.key(), options, length -> last));
      if (result instanceof GetResult.Missing) {
        verifier.error(chunk.location(), "a virtual chunk lies in it, and it is gone");
      }
    } catch (IcechunkException e) {
      verifier.error(
          chunk.location(),
          "a virtual chunk needs its bytes to "
              + end
              + ": "
              + e.kind().code()
              + ": "
              + e.getMessage());
    }
  }
}
