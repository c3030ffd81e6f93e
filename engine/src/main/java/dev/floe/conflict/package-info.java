/// What can stand between a session and the commits that others made meanwhile, and who decides it.
///
/// | commits of one branch | promise |
/// |---|---|
/// | without rebase | strictly serializable |
/// | rebased by [ConflictDetector], or [BasicConflictSolver] with `FAIL` | snapshot isolation; of two writers of a chunk the first wins |
/// | rebased by [BasicConflictSolver] with `USE_OURS` or `USE_THEIRS` | one of two updates of a chunk is lost, as was asked for |
package dev.floe.conflict;
