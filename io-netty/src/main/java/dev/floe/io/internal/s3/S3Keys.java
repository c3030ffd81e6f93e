package dev.floe.io.internal.s3;

import dev.floe.error.IcechunkException;
import dev.floe.internal.backend.ObjectKeys;
import java.util.Optional;

/// From keys of a storage to keys of its bucket and back.
///
/// @param lead what stands before every key: empty, `prefix/`, or `/` in buckets of old
/// @param foreign whether keys are somebody else's and taken as they are: S3 takes any text
record S3Keys(String lead, boolean foreign) {
  /// Keys below a prefix, one slash at whose end does not count.
  static S3Keys below(String prefix) {
    String bare = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return new S3Keys(bare.isEmpty() ? "" : bare + "/", false);
  }

  /// Keys of a whole bucket that is only read.
  static S3Keys foreign(String prefix) {
    return new S3Keys(below(prefix).lead, true);
  }

  /// The same objects under keys that begin with a slash.
  S3Keys rooted() {
    return new S3Keys("/", foreign);
  }

  /// Refuses what is no key, with `invalid-key`.
  void check(String key) {
    if (!foreign || key.isEmpty()) {
      ObjectKeys.checked(key);
    }
  }

  /// The key in the bucket of a key that was checked.
  String whole(String key) {
    return lead + key;
  }

  /// What keys in the bucket begin with that lie below a checked prefix without a slash at its end.
  String wholePrefix(String prefix) {
    return lead + (prefix.isEmpty() ? "" : prefix + "/");
  }

  /// The storage's key of a key in the bucket; empty if it is none, such as `directory/`.
  Optional<String> relative(String whole) {
    if (!whole.startsWith(lead)) {
      return Optional.empty();
    }
    String key = whole.substring(lead.length());
    try {
      return Optional.of(ObjectKeys.checked(key));
    } catch (IcechunkException _) {
      return Optional.empty();
    }
  }
}
