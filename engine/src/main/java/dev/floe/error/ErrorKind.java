package dev.floe.error;

/// The stable codes of failures, in the reference's own words. Each says which family of exceptions
/// carries it and which exit code the command line gives it.
public enum ErrorKind {
  ANCESTOR_NODE_NOT_FOUND("ancestor-node-not-found", Family.NOT_FOUND),
  BAD_KEY_PREFIX("bad-key-prefix", Family.INVALID_INPUT),
  BAD_METADATA("bad-metadata", Family.INVALID_INPUT),
  BAD_PREFIX("bad-prefix", Family.INVALID_INPUT),
  BAD_REDIRECT("bad-redirect", Family.STORAGE),
  BAD_SNAPSHOT_CHAIN_FOR_DIFF("bad-snapshot-chain-for-diff", Family.INVALID_INPUT),
  BRANCH_ALREADY_EXISTS("branch-already-exists", Family.ALREADY_EXISTS),
  BRANCH_NOT_FOUND("branch-not-found", Family.NOT_FOUND),
  BRANCH_UPDATE_CONFLICT("branch-update-conflict", Family.CONFLICT),
  CANNOT_DELETE_MAIN("cannot-delete-main", Family.SESSION_STATE),
  CANNOT_FORK_READ_ONLY_SESSION("cannot-fork-read-only-session", Family.SESSION_STATE),
  CANNOT_PARSE_URL("cannot-parse-url", Family.STORAGE),
  CHUNK_NOT_FOUND("chunk-not-found", Family.NOT_FOUND),
  COMMIT_CONFLICT("commit-conflict", Family.CONFLICT),
  COMMIT_NOT_ALLOWED("commit-not-allowed", Family.SESSION_STATE),
  CONCURRENCY("concurrency", Family.INTERNAL),
  CONFIG_DESERIALIZATION("config-deserialization", Family.FORMAT),
  CONFIG_UPDATED("config-updated", Family.CONFLICT),
  CONFLICTING_PATH_NOT_FOUND("conflicting-path-not-found", Family.NOT_FOUND),
  DESERIALIZATION("deserialization", Family.FORMAT),
  DUPLICATE_SNAPSHOT_ID("duplicate-snapshot-id", Family.FORMAT),
  EMPTY_PREFIX_CREATION("empty-prefix-creation", Family.INVALID_INPUT),
  FEATURE_FLAG_DISABLED("feature-flag-disabled", Family.SESSION_STATE),
  FLUSH("flush", Family.INTERNAL),
  GC_DELETES_FAILING("gc-deletes-failing", Family.STORAGE),
  INCONSISTENT_MANIFESTS("inconsistent-manifests", Family.INTERNAL),
  INVALID_ARRAY_METADATA("invalid-array-metadata", Family.FORMAT),
  INVALID_BYTE_RANGE("invalid-byte-range", Family.INVALID_INPUT),
  INVALID_CHUNK_INDEX("invalid-chunk-index", Family.INVALID_INPUT),
  INVALID_COMMIT_CONFIGURATION("invalid-commit-configuration", Family.INVALID_INPUT),
  INVALID_CREDENTIALS("invalid-credentials", Family.INVALID_INPUT),
  INVALID_FEATURE_FLAG("invalid-feature-flag", Family.INVALID_INPUT),
  INVALID_FILE_FORMAT("invalid-file-format", Family.FORMAT),
  INVALID_KEY("invalid-key", Family.INVALID_INPUT),
  INVALID_MANIFEST_SPLIT_INDEX("invalid-manifest-split-index", Family.INVALID_INPUT),
  INVALID_OBJECT_SIZE("invalid-object-size", Family.STORAGE),
  INVALID_PATH("invalid-path", Family.INVALID_INPUT),
  INVALID_REF_NAME("invalid-ref-name", Family.INVALID_INPUT),
  INVALID_REF_TYPE("invalid-ref-type", Family.INVALID_INPUT),
  INVALID_REPOSITORY_MIGRATION("invalid-repository-migration", Family.SESSION_STATE),
  INVALID_SNAPSHOT_ID("invalid-snapshot-id", Family.INVALID_INPUT),
  INVALID_VIRTUAL_REF("invalid-virtual-ref", Family.INVALID_INPUT),
  IO("io", Family.STORAGE),
  KEY_NOT_FOUND("key-not-found", Family.NOT_FOUND),
  MANIFEST_INFO_NOT_FOUND("manifest-info-not-found", Family.NOT_FOUND),
  MERGE_FAILED("merge-failed", Family.SESSION_STATE),
  MERGE_NOT_ALLOWED("merge-not-allowed", Family.SESSION_STATE),
  MOVE_DESTINATION_PARENT_MISSING("move-destination-parent-missing", Family.INVALID_INPUT),
  MOVE_DESTINATION_PARENT_NOT_GROUP("move-destination-parent-not-group", Family.INVALID_INPUT),
  MOVE_INTO_SELF_OR_DESCENDANT("move-into-self-or-descendant", Family.INVALID_INPUT),
  MOVE_WONT_OVERWRITE("move-wont-overwrite", Family.INVALID_INPUT),
  NO_AMEND_FOR_INITIAL_COMMIT("no-amend-for-initial-commit", Family.SESSION_STATE),
  NO_CHANGES_TO_COMMIT("no-changes-to-commit", Family.SESSION_STATE),
  NO_CONTAINER_FOR_VIRTUAL_CHUNK("no-container-for-virtual-chunk", Family.INVALID_INPUT),
  NO_SNAPSHOT("no-snapshot", Family.NOT_FOUND),
  NO_SNAPSHOT_AT_TIME("no-snapshot-at-time", Family.NOT_FOUND),
  NODE_ALREADY_EXISTS("node-already-exists", Family.ALREADY_EXISTS),
  NODE_NOT_FOUND("node-not-found", Family.NOT_FOUND),
  NON_REARRANGE_SESSION("non-rearrange-session", Family.SESSION_STATE),
  NOT_A_GROUP("not-a-group", Family.INVALID_INPUT),
  NOT_ALLOWED("not-allowed", Family.INVALID_INPUT),
  NOT_AN_ARRAY("not-an-array", Family.INVALID_INPUT),
  NOT_ON_BRANCH("not-on-branch", Family.SESSION_STATE),
  OBJECT_NOT_FOUND("object-not-found", Family.STORAGE),
  OBJECT_STORE("object-store", Family.STORAGE),
  PARENT_DIRECTORY_NOT_CLEAN("parent-directory-not-clean", Family.INVALID_INPUT),
  READ_ONLY_REPOSITORY("read-only-repository", Family.READ_ONLY),
  READ_ONLY_SESSION("read-only-session", Family.READ_ONLY),
  READ_ONLY_STORAGE("read-only-storage", Family.READ_ONLY),
  READ_ONLY_STORE("read-only-store", Family.READ_ONLY),
  REARRANGE_SESSION_ONLY("rearrange-session-only", Family.SESSION_STATE),
  REBASE_FAILED("rebase-failed", Family.CONFLICT),
  REBASE_TX_LOG_PRUNED("rebase-tx-log-pruned", Family.SESSION_STATE),
  REF_NOT_FOUND("ref-not-found", Family.NOT_FOUND),
  REPO_INFO_UPDATED("repo-info-updated", Family.CONFLICT),
  REPOSITORY_NOT_FOUND("repository-not-found", Family.NOT_FOUND),
  REPOSITORY_TOO_LARGE("repository-too-large", Family.SESSION_STATE),
  SERIALIZATION("serialization", Family.FORMAT),
  SNAPSHOT_NOT_FOUND("snapshot-not-found", Family.NOT_FOUND),
  SNAPSHOT_TIMESTAMP("snapshot-timestamp", Family.FORMAT),
  STORAGE_CONFIG("storage-config", Family.STORAGE),
  STORAGE_OTHER("storage-other", Family.STORAGE),
  TAG_ALREADY_EXISTS("tag-already-exists", Family.ALREADY_EXISTS),
  TAG_ERROR("tag-error", Family.INVALID_INPUT),
  TAG_NOT_FOUND("tag-not-found", Family.NOT_FOUND),
  TAG_PREVIOUSLY_DELETED("tag-previously-deleted", Family.ALREADY_EXISTS),
  THROTTLED("throttled", Family.STORAGE),
  UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER(
      "unauthorized-virtual-chunk-container", Family.INVALID_INPUT),
  UNCOMMITTED_CHANGES("uncommitted-changes", Family.SESSION_STATE),
  UNIMPLEMENTED("unimplemented", Family.INVALID_INPUT),
  UNKNOWN("unknown", Family.INTERNAL),
  UNSUPPORTED_OPERATION_FOR_VERSION("unsupported-operation-for-version", Family.FORMAT),
  UNSUPPORTED_SPEC_VERSION("unsupported-spec-version", Family.FORMAT),
  UPDATE_ATTEMPTS_EXHAUSTED("update-attempts-exhausted", Family.CONFLICT),
  VIRTUAL_CHUNK_FETCH("virtual-chunk-fetch", Family.STORAGE),
  VIRTUAL_CHUNK_MODIFIED("virtual-chunk-modified", Family.STORAGE),
  ZERO_LENGTH_CHUNK("zero-length-chunk", Family.INVALID_INPUT);

  /// The family of exceptions that carries a kind.
  public enum Family {
    CONFLICT(3),
    NOT_FOUND(4),
    ALREADY_EXISTS(1),
    READ_ONLY(1),
    INVALID_INPUT(1),
    SESSION_STATE(1),
    STORAGE(1),
    FORMAT(1),
    INTERNAL(1);

    private final int exitCode;

    Family(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  private final String code;
  private final Family family;

  ErrorKind(String code, Family family) {
    this.code = code;
    this.family = family;
  }

  /// The code as text, such as `commit-conflict`.
  public String code() {
    return code;
  }

  /// The family of exceptions that carries this kind.
  public Family family() {
    return family;
  }

  /// What the command line exits with: 3 for conflicts, 4 for what is not there, else 1.
  public int exitCode() {
    return family.exitCode;
  }

  /// An exception of this kind's family, for places that learn the kind as data.
  public IcechunkException exception(String message) {
    return switch (family) {
      case CONFLICT -> new ConflictException(this, message);
      case NOT_FOUND -> new NotFoundException(this, message);
      case ALREADY_EXISTS -> new AlreadyExistsException(this, message);
      case READ_ONLY -> new ReadOnlyException(this, message);
      case INVALID_INPUT -> new InvalidInputException(this, message);
      case SESSION_STATE -> new SessionStateException(this, message);
      case STORAGE -> new StorageException(this, "", message);
      case FORMAT -> new FormatException(this, "repository", -1, "a valid one", message);
      case INTERNAL -> new InternalException(this, message);
    };
  }
}
