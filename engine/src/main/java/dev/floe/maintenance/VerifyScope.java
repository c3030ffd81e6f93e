package dev.floe.maintenance;

/// How far a verification goes beyond the metadata files and the presence of chunk objects.
///
/// @param chunkBytes whether every chunk object is read to its end
/// @param virtualSources whether the last byte of every virtual chunk is read from its source,
///   under its checksum; sources that are not authorized are problems then
public record VerifyScope(boolean chunkBytes, boolean virtualSources) {
  /// Metadata files, and that chunk objects are there and long enough.
  public static final VerifyScope STANDARD = new VerifyScope(false, false);
}
