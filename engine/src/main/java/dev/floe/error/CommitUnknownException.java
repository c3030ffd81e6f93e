package dev.floe.error;

/// The outcome of a swap cannot be determined: the storage failed after the request was sent and
/// again when it was read back. Nothing was cleaned up; the commit may or may not be there.
public final class CommitUnknownException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  private final String snapshotId;

  public CommitUnknownException(String snapshotId, String message, Throwable cause) {
    super(ErrorKind.OBJECT_STORE, message, cause);
    this.snapshotId = snapshotId;
  }

  /// The id, in text form, of the snapshot that may have been committed; to be looked for in the
  /// ancestry of the branch.
  public String snapshotId() {
    return snapshotId;
  }
}
