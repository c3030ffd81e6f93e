package dev.floe.internal.binary;

/// When and how the locations of virtual chunks are compressed with a dictionary of their own.
///
/// @param minRefs fewer references, or fewer virtual ones, are left as they are
/// @param maxSamples how many locations the dictionary is trained from at most
/// @param maxDictionaryBytes how long the dictionary may be
/// @param level of zstd
public record LocationCompression(long minRefs, int maxSamples, int maxDictionaryBytes, int level) {
  /// What the format's configuration says where nothing else is set.
  public static final LocationCompression STANDARD = new LocationCompression(1000, 100, 2048, 3);

  /// Leaves all locations as they are.
  public static final LocationCompression NONE = new LocationCompression(Long.MAX_VALUE, 0, 0, 3);
}
