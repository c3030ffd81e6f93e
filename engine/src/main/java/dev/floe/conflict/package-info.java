/// What can stand between a session and the commits that others made meanwhile, and who decides it.
/// What commits of one branch are promised, by who rebased them and whether the session noted what
/// it read ([dev.floe.SessionOptions#recordingReads]):
///
/// | rebased by | promise |
/// |---|---|
/// | nobody | strictly serializable |
/// | [ConflictDetector], or [BasicConflictSolver] failing | snapshot isolation, first writer wins |
/// | … and the session noted what it read | serializable, in the order of the commits |
/// | [BasicConflictSolver] otherwise | one of two updates of a chunk is lost, as was asked for |
///
/// Under snapshot isolation two sessions may each read what the other writes, and both commit:
/// write skew. No serial order of the two explains the result. Where that matters, open the session
/// so that it notes its reads: the second is refused with a [Conflict.ReadConflict] then, and is to
/// be made again, from a new session. What a commit of somebody else has to do for that:
///
/// | noted | conflicts with |
/// |---|---|
/// | a node looked at by its path, there or not | a node added, changed or deleted there or above |
/// | a chunk, there or not | the same chunk written or deleted; its array changed or deleted |
/// | a listing | a node added or deleted at or below the prefix |
/// | nodes with their documents ([dev.floe.Session#nodes]) | … or changed |
/// | anything | nodes moved; the session's base amended, expired or reset away from |
///
/// What the session reads back of its own is not noted. What a write looks at to decide what it
/// does is noted like any read: whether the node is there, whether its document is the same
/// already. No solver here lets such a conflict pass. With `USE_OURS` or `USE_THEIRS` two writers
/// of a chunk that did not read it still both commit, and `USE_THEIRS` gives up a write of the
/// session.
package dev.floe.conflict;
