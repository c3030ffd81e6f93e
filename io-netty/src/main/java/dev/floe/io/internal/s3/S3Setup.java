package dev.floe.io.internal.s3;

import dev.floe.config.S3Options;
import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.S3Credentials;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.remote.ClientSetup;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// Everything that is said of a storage before it is opened.
///
/// @param bucket the bucket's name
/// @param prefix what keys lie below; empty for the whole bucket
/// @param options the server and how it is spoken to
/// @param credentials who asks
/// @param layout whose objects these are, and how their keys begin
/// @param readHeaders fields of every reading request
/// @param writeHeaders fields of every writing request
/// @param client how it is asked; its settings say conditions and storage classes too
/// @param crtFromBytes how long a range is at least that the native client reads; empty for none
/// @param transfersFromBytes how long an object is at least that the manager of transfers copies to
///   or from a file; empty for none
public record S3Setup(
    String bucket,
    String prefix,
    S3Options options,
    S3Credentials credentials,
    Layout layout,
    Headers readHeaders,
    Headers writeHeaders,
    ClientSetup client,
    OptionalLong crtFromBytes,
    OptionalLong transfersFromBytes) {
  /// Whose objects these are.
  ///
  /// @param flavour what kind of store has them
  /// @param access what may be done with them
  /// @param rooted whether keys begin with a slash; empty to find out
  public record Layout(Flavour flavour, Access access, Optional<Boolean> rooted) {}

  public S3Setup {
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(readHeaders, "readHeaders");
    Objects.requireNonNull(writeHeaders, "writeHeaders");
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(crtFromBytes, "crtFromBytes");
    Objects.requireNonNull(transfersFromBytes, "transfersFromBytes");
    prefix = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    if (layout.rooted.orElse(false) && !prefix.isEmpty()) {
      throw new InvalidInputException(
          ErrorKind.STORAGE_CONFIG,
          "storage s3://"
              + bucket
              + "/"
              + prefix
              + ": rooted keys are possible only without a prefix");
    }
  }

  StorageSettings settings() {
    return client.settings();
  }

  /// The storage's URL.
  public String location() {
    String scheme = layout.flavour.scheme() + "://";
    return scheme + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
