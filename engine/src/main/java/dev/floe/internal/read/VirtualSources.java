package dev.floe.internal.read;

import dev.floe.storage.Storage;

/// From the location of a virtual chunk to the storage that may be read for it. Answers only for
/// containers that the user authorized; everything else is a virtual chunk exception that names
/// what to authorize.
public interface VirtualSources extends AutoCloseable {
  /// A foreign object: its storage, opened once for all, and its key there.
  record Source(Storage storage, String key) {}

  /// The foreign object of a location as stored in a manifest.
  Source resolve(String location);

  /// A location as it is to be stored; refused if it is none.
  String normalized(String location);

  /// A stored location as an absolute URL: `vcc://name/` becomes the prefix of that container.
  String expanded(String location);

  /// Refuses a stored location that lies in no container, or that its container's storage cannot
  /// address. Authorization is not asked for: writing a reference reads nothing.
  void requireContainer(String location);

  /// Closes the storages it opened.
  @Override
  void close();
}
