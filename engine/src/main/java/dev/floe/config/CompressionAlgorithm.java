package dev.floe.config;

import java.util.Locale;

/// The algorithms that compress metadata files.
public enum CompressionAlgorithm {
  ZSTD;

  static final SettingType<CompressionAlgorithm> TYPE =
      new EnumType<>(values(), algorithm -> algorithm.name().toLowerCase(Locale.ROOT));
}
