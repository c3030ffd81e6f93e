package dev.floe.io.internal.s3;

import dev.floe.config.ChecksumAlgorithm;
import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.io.internal.remote.BucketUrl;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageProvider;
import java.time.Duration;
import java.util.Map;

/// Opens `s3://bucket/prefix`, and so `r2:` and `tigris:`. Settings by name:
///
/// | name | value |
/// |---|---|
/// | `region`, `endpoint-url`, `profile` | as the builder's |
/// | `account-id` | of R2 |
/// | `anonymous`, `path-style`, `allow-http`, `requester-pays` | `true` or `false` |
/// | `legacy-rooted-keys` | `true` or `false`; unset, the bucket is asked |
/// | `network-stream-timeout-seconds` | a number, 0 for never |
/// | `checksum-algorithm` | `crc32`, `crc32c`, `crc64_nvme`, `sha1` or `sha256` |
/// | `storage-class`, `metadata-storage-class`, `chunks-storage-class` | a class of the store |
/// | `unsafe-use-conditional-update`, `-create` | `false` for a store without conditional writes |
/// | `crt-reads-from-bytes` | as the builder's `largeReadsThroughCrt`; unset, none |
/// | `transfer-manager-from-bytes` | as its `largeCopiesThroughTransferManager`; unset, none |
/// | `access` | `read-write`; `read`; `foreign`: objects of somebody else's, under any keys |
public final class S3Provider implements StorageProvider {
  @Override
  public boolean accepts(String scheme) {
    return scheme.equals("s3") || scheme.equals("r2") || scheme.equals("tigris");
  }

  @Override
  public Storage open(String url, StorageOptions options) {
    BucketUrl named = BucketUrl.of(url);
    S3StorageBuilder builder =
        switch (named.scheme()) {
          case "r2" -> S3StorageBuilder.r2(named.bucket(), named.prefix());
          case "tigris" -> S3StorageBuilder.tigris(named.bucket(), named.prefix());
          default -> S3StorageBuilder.of(named.bucket(), named.prefix());
        };
    StorageSettings.Builder settings = StorageSettings.builder();
    String place = named.toString();
    for (Map.Entry<String, String> setting : options.settings().entrySet()) {
      apply(place, setting.getKey(), setting.getValue(), builder, settings);
    }
    return builder.settings(settings.build()).open();
  }

  private static void apply(
      String place,
      String name,
      String value,
      S3StorageBuilder to,
      StorageSettings.Builder settings) {
    switch (name) {
      case "region" -> to.region(value);
      case "endpoint-url" -> to.endpointUrl(value);
      case "profile" -> to.credentials(new S3Credentials.Profile(value));
      case "anonymous" -> {
        if (flag(place, name, value)) {
          to.credentials(new S3Credentials.Anonymous());
        }
      }
      case "path-style" -> to.forcePathStyle(flag(place, name, value));
      case "allow-http" -> to.allowHttp(flag(place, name, value));
      case "requester-pays" -> to.requesterPays(flag(place, name, value));
      case "legacy-rooted-keys" -> to.legacyRootedKeys(flag(place, name, value));
      case "network-stream-timeout-seconds" -> to.networkStreamTimeout(seconds(place, value));
      case "checksum-algorithm" -> to.checksumAlgorithm(checksum(place, value));
      case "storage-class" -> settings.storageClass(value);
      case "metadata-storage-class" -> settings.metadataStorageClass(value);
      case "chunks-storage-class" -> settings.chunksStorageClass(value);
      case "unsafe-use-conditional-update" ->
          settings.unsafeUseConditionalUpdate(flag(place, name, value));
      case "unsafe-use-conditional-create" ->
          settings.unsafeUseConditionalCreate(flag(place, name, value));
      case "crt-reads-from-bytes" -> to.largeReadsThroughCrt(bytes(place, value));
      case "transfer-manager-from-bytes" ->
          to.largeCopiesThroughTransferManager(bytes(place, value));
      case "account-id" -> to.accountId(value);
      case "access" -> {
        switch (value) {
          case "read-write" -> {}
          case "read" -> to.readOnly();
          case "foreign" -> to.foreign();
          default -> throw refused(place, "access read-write, read or foreign", value);
        }
      }
      default -> throw refused(place, "a setting of S3", name);
    }
  }

  private static boolean flag(String place, String name, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(place, name + " true or false", value);
    };
  }

  private static Duration seconds(String place, String value) {
    try {
      return Duration.ofSeconds(Integer.parseUnsignedInt(value) & 0xffff_ffffL);
    } catch (NumberFormatException e) {
      throw refused(place, "a time-out in whole seconds", value);
    }
  }

  private static long bytes(String place, String value) {
    try {
      long bytes = Long.parseLong(value);
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw refused(place, "a number of bytes above 0", value);
  }

  private static ChecksumAlgorithm checksum(String place, String value) {
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      if (algorithm.name().equalsIgnoreCase(value)) {
        return algorithm;
      }
    }
    throw refused(place, "a checksum such as crc32c", value);
  }

  private static InvalidInputException refused(String place, String expected, String found) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG,
        "storage " + place + ": expected " + expected + ", found " + found);
  }
}
