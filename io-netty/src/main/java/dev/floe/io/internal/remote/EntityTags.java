package dev.floe.io.internal.remote;

import dev.floe.storage.ObjectVersion;
import java.util.Optional;

/// Entity tags in conditions.
public final class EntityTags {
  private EntityTags() {}

  /// How a condition names a version: quoted, whether the store gave it quoted or not. Empty for a
  /// version that no store can have given, so that no object is at it.
  public static Optional<String> condition(ObjectVersion version) {
    String etag = version.etag().orElse("");
    boolean weak = etag.startsWith("W/");
    String opaque = weak ? etag.substring(2) : etag;
    boolean quoted = opaque.length() >= 2 && opaque.startsWith("\"") && opaque.endsWith("\"");
    String bare = quoted ? opaque.substring(1, opaque.length() - 1) : opaque;
    boolean possible =
        !bare.isEmpty() && bare.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"');
    return possible ? Optional.of((weak ? "W/" : "") + '"' + bare + '"') : Optional.empty();
  }
}
