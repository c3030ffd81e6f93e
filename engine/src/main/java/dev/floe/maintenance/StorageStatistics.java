package dev.floe.maintenance;

/// How much the chunks take that branches and tags reach, each counted once however many snapshots
/// and arrays refer to it.
///
/// @param nativeBytes in chunk objects: of each distinct object, offset and length
/// @param virtualBytes in foreign files: of each distinct location, offset and length
/// @param inlinedBytes in manifests: of each reference in each manifest
public record StorageStatistics(long nativeBytes, long virtualBytes, long inlinedBytes) {
  /// What the repository itself stores of chunks.
  public long nonVirtualBytes() {
    return sum(nativeBytes, inlinedBytes);
  }

  /// All of it; as much as a number can hold if it is more.
  public long totalBytes() {
    return sum(nonVirtualBytes(), virtualBytes);
  }

  static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
