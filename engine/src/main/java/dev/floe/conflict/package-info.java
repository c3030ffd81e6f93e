/// What can stand between a session and the commits that others made meanwhile, and who decides it.
/// What commits of one branch are promised:
///
/// | rebased by | promise |
/// |---|---|
/// | nobody | strictly serializable |
/// | [ConflictDetector], or [BasicConflictSolver] failing | snapshot isolation, first writer wins |
/// | [BasicConflictSolver] otherwise | one of two updates of a chunk is lost, as was asked for |
package dev.floe.conflict;
