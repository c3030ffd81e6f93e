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
/// @param legacyRootedKeys whether keys begin with a slash; empty to find out
/// @param foreign whether the objects are somebody else's, under any keys, and only read
/// @param readHeaders fields of every reading request
/// @param writeHeaders fields of every writing request
/// @param settings retries, time-outs, parts, conditions, storage classes
public record S3Setup(
    String bucket,
    String prefix,
    S3Options options,
    S3Credentials credentials,
    Optional<Boolean> legacyRootedKeys,
    boolean foreign,
    Headers readHeaders,
    Headers writeHeaders,
    StorageSettings settings) {
  public S3Setup {
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(readHeaders, "readHeaders");
    Objects.requireNonNull(writeHeaders, "writeHeaders");
    Objects.requireNonNull(settings, "settings");
    prefix = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    if (legacyRootedKeys.orElse(false) && !prefix.isEmpty()) {
      throw new InvalidInputException(
          ErrorKind.STORAGE_CONFIG,
          "storage s3://"
              + bucket
              + "/"
              + prefix
              + ": rooted keys are possible only without a"
              + " prefix");
    }
  }

  /// A bucket of which nothing else is said.
  public static S3Setup of(String bucket, String prefix) {
    return new S3Setup(
        bucket,
        prefix,
        S3Options.NONE,
        new S3Credentials.Ambient(),
        Optional.empty(),
        false,
        Headers.NONE,
        Headers.NONE,
        StorageSettings.empty());
  }

  /// The storage's URL.
  public String location() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }

  /// With other options.
  public S3Setup with(S3Options other) {
    return new S3Setup(
        bucket,
        prefix,
        other,
        credentials,
        legacyRootedKeys,
        foreign,
        readHeaders,
        writeHeaders,
        settings);
  }

  /// With other credentials.
  public S3Setup with(S3Credentials other) {
    return new S3Setup(
        bucket,
        prefix,
        options,
        other,
        legacyRootedKeys,
        foreign,
        readHeaders,
        writeHeaders,
        settings);
  }

  /// With other settings.
  public S3Setup with(StorageSettings other) {
    return new S3Setup(
        bucket,
        prefix,
        options,
        credentials,
        legacyRootedKeys,
        foreign,
        readHeaders,
        writeHeaders,
        other);
  }

  /// With other fields.
  public S3Setup withHeaders(Headers reading, Headers writing) {
    return new S3Setup(
        bucket,
        prefix,
        options,
        credentials,
        legacyRootedKeys,
        foreign,
        reading,
        writing,
        settings);
  }

  /// With keys that begin with a slash, or not.
  public S3Setup withRootedKeys(boolean rooted) {
    return new S3Setup(
        bucket,
        prefix,
        options,
        credentials,
        Optional.of(rooted),
        foreign,
        readHeaders,
        writeHeaders,
        settings);
  }

  /// Of objects that are somebody else's.
  public S3Setup asForeign() {
    return new S3Setup(
        bucket,
        prefix,
        options,
        credentials,
        legacyRootedKeys,
        true,
        readHeaders,
        writeHeaders,
        settings);
  }
}
