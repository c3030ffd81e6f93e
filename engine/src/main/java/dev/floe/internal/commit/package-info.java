/// How a session's changes become a snapshot that a branch points at.
///
/// ```
/// SessionNodes    the hierarchy as the session sees it, and the rules of changing it
/// EditChanges     what was changed: nodes, and a ChunkTable for each array
///   PagedChunkTable  … of ChunkStripes, each ChunkRows in pages of ChunkMemory, a RowIndex by hash
///   Neighbours      … which lie together: a VirtualRun takes one lock, one place in the index
///   ChunkSpans      … or none: RecordedSpans, virtual chunks side by side as one entry, with
///                   SpanParts by a rule or listed in a PartsPage
///   SortedChunks    … all in order; SortedPieces: rows and spans by turns
/// ChunkReindex    the references of an array's chunks at other coordinates
/// MovedNodes      in a session that moves nodes: the base's nodes where they are now
///   PathTree        … by path; each move makes a further one
///   NodeMove        one move, and whether a hierarchy lets it             pure
/// ForkMerge       the changes of forks -> those of the session that was forked
///   ForkCollisions  what stands between the two                          pure
/// ForkBytes       a fork as bytes, and ForkBytesReader back
///   ForkSeal        what finds damage, or forgery
///   ForkFit         whether such changes can have been made on their fork point
/// ─── commit ─── Committer ────────────────────────────────────────────────────────────────────
/// CommitGroups    commits that wait in one process -> one chain, a swap for many
///   CommitChain     … which are built and not yet published
///   ChainFit        whether one more can go on its tip as it is            writes nothing
///   CommitTurns     who may add to it, so that nobody is overtaken for ever
///   GroupPublisher  … of all branches, through one swap
///   BuildGate       … which are built in that turn where others commit too
///   CommitExchange  … by whoever has the turn, for others too: as CommitBytes
///     LeavingCommit   left to others while it waits; LeftCommit: what became of it
///     GuestCommit     somebody else's, made here; GuestBuilds: in the own turn
///   GroupPause      … and when not, so that commits that go alone get through
/// Flush           changes -> manifests ∥ snapshot ∥ transaction log       immutable, fresh ids
///   ManifestSplits  which box of an array's grid a reference belongs to   pure
///   AutomaticSplits … where no rule says how long boxes are               pure
///   ConcreteSplits  … and that as rules for the arrays there are          pure
///   ArrayPlan       which manifests stay, which are written from what     pure
///   ManifestFlush   … and writes them, side by side under one budget
///   PatchedBox      … from the bytes of the old one where few references change
///   TransactionLogs what a change set says it did                         pure
/// LibraryProperties  what the library itself notes of a snapshot           pure
/// Rebase          changes -> the same changes on the tip, over each commit  writes nothing
///   ConflictDetection  changes × what one commit did -> conflicts         pure
///   ReadConflicts      … and reads × what it did, where it notes them    pure
///     ReadSet          what was read of the base: paths, listings, ReadChunks of arrays
///     RecordingNodes   … noted where nodes are looked up; RecordingChunks: chunks
///   Prefetch           what the commits did, fetched some ahead and side by side
///   FileTrail          … and their nodes, where each step compares nodes
///   CommitPace      without turns: who is to wait before the next attempt
/// RepoUpdateLoop  load · derive · back up · swap · settle                one loop for every change
///   RepoFile        … the requests of it, and whether others change the repository too
///   RepoInfoUpdates old repository info + RepoUpdate -> the new one       pure
///   ExpirationPlan  what an expiration does to one state                 pure
///     Reparenting   a snapshot below an ancestor further up, with the logs between
///   DroppedSnapshots  snapshots leave that a collector did not reach       pure
///   RepoInfoSize    how large the repository file may get
///   UpdateTurns     one after the other: in a process, and where a storage has turns
///   SwapAttempts    whether an attempt whose answer was lost took effect
///   SavedFiles      the operations log in one new file, without the saved ones of each change
/// V1Updates       the same changes in format 1, where each ref is an object of its own
///   V1RefWrite      read · compare · swap of one ref, and whether a lost answer was ours
/// FormatUpgrade   format 1 -> 2: one new object, then the old refs go
///   UpgradedRepoInfo  what format 2 says of refs and snapshots of format 1  pure but for reading
/// ─────────────────────────────────────────────────────────────────────────────────────────────
/// History         refs and snapshots of either format; OperationsHistory the operations log
///   KnownSnapshots  the snapshots since garbage was last collected, out of that log
/// SnapshotDiff    what the logs between two snapshots, or a session, say together, by path
/// ```
///
/// Nothing that a commit wrote is deleted when it fails: only a collector can know that nobody
/// needs it.
///
/// | to add | touch |
/// |---|---|
/// | a change of the repository file | [RepoUpdate], [RepoInfoUpdates], `format.UpdateType` |
/// | a variant of sessions | [ChangeSet], [SessionCore], [Flush], [TransactionLogs] |
/// | a kind of commit | [Committer], and its [RepoUpdate] |
package dev.floe.internal.commit;
