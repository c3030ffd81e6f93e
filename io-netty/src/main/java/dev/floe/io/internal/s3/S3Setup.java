package dev.floe.io.internal.s3;

import dev.floe.config.S3Options;
import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.S3Credentials;
import dev.floe.io.internal.http.Headers;
import java.util.Objects;
import java.util.Optional;

/// Everything that is said of a storage before it is opened.
///
/// @param bucket the bucket's name
/// @param prefix what keys lie below; empty for the whole bucket
/// @param options the server and how it is spoken to
/// @param credentials who asks
/// @param layout whose objects these are, and how their keys begin
/// @param readHeaders fields of every reading request
/// @param writeHeaders fields of every writing request
/// @param settings retries, time-outs, parts, conditions, storage classes
public record S3Setup(
    String bucket,
    String prefix,
    S3Options options,
    S3Credentials credentials,
    Layout layout,
    Headers readHeaders,
    Headers writeHeaders,
    StorageSettings settings) {
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
    Objects.requireNonNull(settings, "settings");
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

  /// A bucket of which nothing else is said.
  public static S3Setup of(Flavour flavour, String bucket, String prefix) {
    return new S3Setup(
        bucket,
        prefix,
        S3Options.NONE,
        new S3Credentials.Ambient(),
        new Layout(flavour, Access.READ_WRITE, Optional.empty()),
        Headers.NONE,
        Headers.NONE,
        StorageSettings.empty());
  }

  /// The storage's URL.
  public String location() {
    String scheme = layout.flavour.scheme() + "://";
    return scheme + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }

  /// With other options.
  public S3Setup with(S3Options other) {
    return new S3Setup(
        bucket, prefix, other, credentials, layout, readHeaders, writeHeaders, settings);
  }

  /// With other credentials.
  public S3Setup with(S3Credentials other) {
    return new S3Setup(bucket, prefix, options, other, layout, readHeaders, writeHeaders, settings);
  }

  /// With other settings.
  public S3Setup with(StorageSettings other) {
    return new S3Setup(
        bucket, prefix, options, credentials, layout, readHeaders, writeHeaders, other);
  }

  /// With other fields.
  public S3Setup withHeaders(Headers reading, Headers writing) {
    return new S3Setup(bucket, prefix, options, credentials, layout, reading, writing, settings);
  }

  /// With keys that begin with a slash, or not.
  public S3Setup withRootedKeys(boolean rooted) {
    return with(new Layout(layout.flavour, layout.access, Optional.of(rooted)));
  }

  /// For other use.
  public S3Setup with(Access access) {
    return with(new Layout(layout.flavour, access, layout.rooted));
  }

  private S3Setup with(Layout other) {
    return new S3Setup(
        bucket, prefix, options, credentials, other, readHeaders, writeHeaders, settings);
  }
}
