package dev.floe.fuzz.sim;

/// Which store is simulated.
public enum Profile {
  /// Strongly consistent; conditions on content hashes; 409 where two conditional writes meet.
  S3(false),
  /// Strongly consistent; conditions on generations; 429 where one object is written too often.
  GCS(false),
  /// As S3, but a listing may show the past of a few seconds ago.
  STALE_LISTINGS(false),
  /// Files of one machine: no network, but the power may be cut.
  POSIX(true);

  private final boolean local;

  Profile(boolean local) {
    this.local = local;
  }

  /// Whether writers and files are on one machine.
  public boolean isLocal() {
    return local;
  }
}
