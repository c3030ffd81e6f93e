package dev.floe.format;

/// How much a session holds of what it has changed and not committed: chunk references, and apart
/// from them what they share or carry. Sizes are in bytes of memory; whatever was overwritten is
/// kept until the commit, and counted.
///
/// @param chunks how many chunks were written or deleted
/// @param referenceBytes what references and their index take; native memory, but for arrays with
///   few of them
/// @param locations how many distinct locations of virtual chunks there are, array by array
/// @param locationBytes how long these are
/// @param etags how many distinct etags guard virtual chunks, array by array
/// @param etagBytes how long these are
/// @param inlineBytes the bytes of chunks so small that they are kept in manifests
public record ChangeSetSize(
    long chunks,
    long referenceBytes,
    long locations,
    long locationBytes,
    long etags,
    long etagBytes,
    long inlineBytes) {
  /// Nothing was changed.
  public static final ChangeSetSize ZERO = new ChangeSetSize(0, 0, 0, 0, 0, 0, 0);

  /// Both together.
  public ChangeSetSize plus(ChangeSetSize other) {
    return new ChangeSetSize(
        chunks + other.chunks,
        referenceBytes + other.referenceBytes,
        locations + other.locations,
        locationBytes + other.locationBytes,
        etags + other.etags,
        etagBytes + other.etagBytes,
        inlineBytes + other.inlineBytes);
  }
}
