package dev.floe.maintenance;

/// What an expiration does with refs whose snapshot is older than the cut-off: they keep it, or
/// they are deleted. The branch `main` is never deleted.
///
/// @param deleteBranches whether such branches go
/// @param deleteTags whether such tags go; their names can never be used again
public record ExpireOptions(boolean deleteBranches, boolean deleteTags) {
  /// All refs stay, and what they point to with them.
  public static final ExpireOptions STANDARD = new ExpireOptions(false, false);

  /// The same, with branches deleted or not.
  public ExpireOptions withDeleteBranches(boolean delete) {
    return new ExpireOptions(delete, deleteTags);
  }

  /// The same, with tags deleted or not.
  public ExpireOptions withDeleteTags(boolean delete) {
    return new ExpireOptions(deleteBranches, delete);
  }
}
