package dev.floe.internal.read;

/// Bounds of one engine's reads.
///
/// @param workers threads that copy from storages with direct reads at once
/// @param requests asynchronous requests under way at once
/// @param openObjects chunk objects of a direct storage that stay open
public record ReadLimits(int workers, int requests, int openObjects) {
  public ReadLimits {
    if (workers < 1 || requests < 1 || openObjects < 1) {
      throw new IllegalArgumentException(
          "workers " + workers + ", requests " + requests + ", open objects " + openObjects);
    }
  }
}
