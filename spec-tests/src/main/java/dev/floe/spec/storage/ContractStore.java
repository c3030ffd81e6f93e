package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Assertions;

/// The store that a contract test works on, what is special about it, and short ways to use it.
public interface ContractStore {
  /// The store, empty at the beginning of each test.
  Storage storage();

  /// Whether an object `a` and an object `a/b` can be there at the same time.
  default boolean keysMayNest() {
    return true;
  }

  /// Whether a backslash may be part of a key; it is refused else.
  default boolean keysMayHaveBackslashes() {
    return true;
  }

  /// Whether copies carry the metadata of their source, where metadata is kept at all.
  default boolean copiesMetadata() {
    return true;
  }

  /// The length of the largest object that the tests write.
  default long largeObjectBytes() {
    return (9L << 20) + 13;
  }

  /// How many objects the bulk tests make.
  default int bulkObjects() {
    return 1_100;
  }

  /// Bytes that differ from position to position and from seed to seed.
  static byte[] bytes(long seed, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// Writes without a condition, as a chunk.
  default ObjectVersion put(String key, byte[] body) {
    return updated(storage().put(key, MemorySegment.ofArray(body), PutOptions.chunk()).join());
  }

  /// Writes as a root object.
  default PutResult put(String key, byte[] body, Precondition precondition) {
    PutOptions options = PutOptions.root(precondition, Map.of());
    return storage().put(key, MemorySegment.ofArray(body), options).join();
  }

  /// The version of a write that must have happened.
  static ObjectVersion updated(PutResult result) {
    return assertInstanceOf(PutResult.Updated.class, result).version();
  }

  /// An object that must be there.
  default byte[] read(String key) {
    Received received = get(key, GetOptions.WHOLE);
    assertInstanceOf(GetResult.Modified.class, received.result());
    return received.bytes();
  }

  /// What a read answered, and what landed.
  ///
  /// @param bytes the target, null if it was not asked
  record Received(GetResult result, byte[] bytes) {
    /// The answer to a read that must have found something.
    GetResult.Modified modified() {
      return assertInstanceOf(GetResult.Modified.class, result);
    }
  }

  /// Reads with a target that allows one question.
  default Received get(String key, GetOptions options) {
    OneTarget target = new OneTarget();
    GetResult result = storage().get(key, options, target).join();
    return new Received(result, target.bytes());
  }

  /// The failure of a future that must fail with a given kind.
  static IcechunkException failure(ErrorKind kind, CompletableFuture<?> future) {
    Throwable thrown = assertThrows(CompletionException.class, future::join).getCause();
    IcechunkException failure = assertInstanceOf(IcechunkException.class, thrown);
    Assertions.assertEquals(kind, failure.kind(), failure::getMessage);
    return failure;
  }

  /// A copy of a segment's bytes.
  static byte[] copyOf(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }
}
