package dev.floe.storage;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
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
/// [dev.floe.error.IcechunkException]; nobody may do long work in their callbacks. Segments handed
/// in are borrowed until the future completes, and no attempt touches them afterwards. A storage
/// may be shared by several repositories; whoever opened it closes it.
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

  /// Reads an object or a part of it into the target.
  CompletableFuture<GetResult> get(String key, GetOptions options, Target target);

  /// Writes an object. Readers see the old bytes or the new, never a part.
  CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options);

  /// Copies an object within the store, if `precondition` holds for the source. An absent source is
  /// `object-not-found`.
  CompletableFuture<PutResult> copy(String from, String to, Precondition precondition);

  /// What the store says of one object; empty if there is none.
  CompletableFuture<Optional<ObjectInfo>> head(String key);

  /// The objects below a prefix of whole segments (empty: all), lazily, in no order that is
  /// promised. The stream is closed by the caller and throws as the other operations do.
  Stream<ObjectInfo> list(String prefix);

  /// Deletes objects and says for each key what became of it. An absent object is no failure.
  CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys);

  /// The shortcut for storages whose reads need no future.
  default Optional<DirectReads> directReads() {
    return Optional.empty();
  }

  @Override
  void close();
}
