package dev.floe.spec.storage;

/// What can be asked of a storage.
public enum Request {
  GET,
  PUT,
  COPY,
  HEAD,
  LIST,
  DELETE,
  /// Opening an object for direct reads.
  OPEN,
  /// A read of an object that is open.
  DIRECT_READ
}
