package dev.floe.config;

import java.util.Locale;

/// Checksums that an S3 client asks the store to check.
public enum ChecksumAlgorithm {
  CRC32,
  CRC32C,
  CRC64_NVME,
  SHA1,
  SHA256;

  static final SettingType<ChecksumAlgorithm> TYPE =
      new EnumType<>(values(), algorithm -> algorithm.name().toLowerCase(Locale.ROOT));
}
