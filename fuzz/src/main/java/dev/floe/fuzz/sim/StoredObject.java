package dev.floe.fuzz.sim;

import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One content of one key. The bytes are never changed.
record StoredObject(
    byte[] bytes, ObjectVersion version, Instant modified, Map<String, String> metadata) {
  ObjectInfo info(String key) {
    return new ObjectInfo(key, bytes.length, modified, Optional.of(version), metadata);
  }
}
