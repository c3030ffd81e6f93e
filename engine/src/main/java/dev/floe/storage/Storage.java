package dev.floe.storage;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// An object store: keys to bytes, with conditional writes. Keys are relative, `/`-separated and
/// without a leading slash.
///
/// Any thread may call, any number at once. Futures complete with a result or with an
/// [dev.floe.error.IcechunkException] (a key that cannot be one is `invalid-key`); nobody may do
/// long work in their callbacks. Segments handed in are borrowed until the future completes, and no
/// attempt touches them afterwards; they cross threads, so segments of confined arenas are refused
/// with `not-allowed`. Cancelling a future may keep its operation from beginning; once it has begun
/// it is completed by its own end alone.
///
/// Reads and writes of one key are linearizable wherever [#capabilities()] promises conditional
/// writes; nothing is promised about the order of writes to different keys.
///
/// A storage may be shared by several repositories; whoever opened it closes it, after the last
/// operation. What is used afterwards fails with `storage-other`.
public interface Storage extends AutoCloseable {
  /// Opens the storage at a URL, or at a path if the text has no scheme: `file:///…`, `memory:`,
  /// and what the providers on the module path accept.
  static Storage of(String location) {
    return of(location, StorageOptions.STANDARD);
  }

  /// Opens the storage at a URL or path.
  static Storage of(String location, StorageOptions options) {
    int colon = location.indexOf("://");
    String url = location;
    if (colon < 0 && !location.startsWith("memory:") && !location.startsWith("file:")) {
      url = Path.of(location).toAbsolutePath().normalize().toUri().toString();
    }
    String scheme = url.substring(0, url.indexOf(':')).toLowerCase(Locale.ROOT);
    for (StorageProvider provider : ServiceLoader.load(StorageProvider.class)) {
      if (provider.accepts(scheme)) {
        return provider.open(url, options);
      }
    }
    for (StorageProvider provider :
        ServiceLoader.load(StorageProvider.class, Storage.class.getClassLoader())) {
      if (provider.accepts(scheme)) {
        return provider.open(url, options);
      }
    }
    throw new InvalidInputException(
        ErrorKind.STORAGE_CONFIG,
        "storage " + location + ": no provider for the scheme \"" + scheme + "\"");
  }

  /// A new, empty store in memory.
  static Storage inMemory() {
    return of("memory:");
  }

  /// The files below a directory, in the layout of the reference: `<root>/<key>`.
  static Storage localFilesystem(Path root) {
    return of(root.toAbsolutePath().normalize().toUri().toString());
  }

  /// The location in words, without secrets.
  String location();

  /// What this storage can do.
  StorageCapabilities capabilities();

  /// Makes the location if it is a thing that must exist, such as a directory.
  void createLocation();

  /// Reads an object or a part of it into the target. An absent object is [GetResult.Missing]; a
  /// range outside of it is `invalid-byte-range`. The target is asked exactly once if bytes were
  /// found, even if none are wanted, and else not at all.
  CompletableFuture<GetResult> get(String key, GetOptions options, Target target);

  /// Writes an object. Readers see the old bytes or the new, never a part.
  CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options);

  /// Writes an object as [#put] does, from memory that is handed over with it: whatever comes of
  /// the write, the storage closes `body` when it needs it no more, and nobody else writes to the
  /// memory again. A storage that keeps objects in memory keeps this one, with nothing copied.
  default CompletableFuture<PutResult> keep(String key, SegmentLease body, PutOptions options) {
    CompletableFuture<PutResult> put;
    try {
      put = put(key, body.segment(), options);
    } catch (RuntimeException e) {
      body.close();
      throw e;
    }
    return put.whenComplete((_, _) -> body.close());
  }

  /// Memory to fill for [#keep], which the caller hands over or closes: of the storage's own where
  /// it keeps it, else of the pool.
  default SegmentLease leaseToKeep(long lengthBytes, SegmentPool pool) {
    return pool.lease(lengthBytes);
  }

  /// Copies an object within the store, over whatever the destination is, if `precondition` holds
  /// for the source. The bytes copied are the ones it was checked of; when they arrive the source
  /// may have changed again. An absent source is `object-not-found`. Whether the copy keeps the
  /// source's time or gets its own is the store's affair.
  CompletableFuture<PutResult> copy(String from, String to, Precondition precondition);

  /// What the store says of one object; empty if there is none.
  CompletableFuture<Optional<ObjectInfo>> head(String key);

  /// The objects below a prefix of whole segments, lazily, in no order that is promised. `a/b` and
  /// `a/b/` mean the same: they list `a/b/c` and neither `a/b` nor `a/bc`; an empty prefix lists
  /// all. Where there is nothing, a location that does not exist included, the stream is empty. The
  /// caller closes the stream; it is read by one thread and throws as the other operations do.
  Stream<ObjectInfo> list(String prefix);

  /// Deletes objects and says for each key what became of it. An absent object is no failure, and
  /// neither is a key that is named twice.
  CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys);

  /// This storage on the terms of one of its users, sharing everything with it. Whoever asked
  /// closes what is another object, before this storage is closed; that leaves this one open.
  default Storage under(StorageTerms terms) {
    return this;
  }

  /// Whether reads and writes are to say which array and chunk they are for. Where they need not,
  /// nothing is spent on it.
  default boolean wantsPurpose() {
    return false;
  }

  /// The shortcut for storages whose reads need no future.
  default Optional<DirectReads> directReads() {
    return Optional.empty();
  }

  /// Turns at replacing an object, where those who mean to can be made to wait for each other.
  default Optional<WriteTurns> writeTurns() {
    return Optional.empty();
  }

  /// The files of objects, where each is a file of this machine.
  default Optional<ObjectFiles> objectFiles() {
    return Optional.empty();
  }

  /// Transfers of large objects to and from files, where this storage has another way for them.
  ///
  /// @param memory what they keep in memory is reserved there until they are closed
  default Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    return Optional.empty();
  }

  @Override
  void close();
}
