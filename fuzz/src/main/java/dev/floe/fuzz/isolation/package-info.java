/// Whether what sessions saw of one branch can be explained by the isolation they were promised.
///
/// ```
/// History            what happened: transactions, and the branch's commits in their final order
///   Transaction        one session, from its opening to its outcome
///   Operation          what it read and wrote, in order, by keys of the store
///   Level              what it was promised
/// RecordedSession    a session that writes down what it does; StoredValues: values as bytes
///   Workload           random transactions over a small tree; TransactionText: one as a line
/// IsolationChecker   history -> anomalies                                    all below is pure
///   OutcomeRules       what was acknowledged is there, what failed is not
///   BranchHistory      the versions of every key, by a Replay of the commits
///     SessionView        … what a session changed over its base
///   ObservedReads      which version each read saw, and so who came before whom
///   RealTime           … and who had ended before who began
///   DependencyGraph    of the moments at which transactions read and take effect: its cycles
///     CycleNames         what they are called
/// ```
///
/// Whoever drives sessions (threads, processes, a simulation) writes down a [History]; the checker
/// is a function of it. Every value that is written ends with an element that nobody else writes,
/// so that a value read says who wrote it. The names of cycles are those of Adya's phenomena, and
/// the moments are what makes one graph do for levels that are mixed in one history.
///
/// | to add | touch |
/// |---|---|
/// | something that sessions do | [Operation], `SessionView`, `ObservedReads`, [RecordedSession] |
/// | a level | [Level], [IsolationChecker] (overwrites), `ObservedReads` (reads) |
/// | a name for a cycle | [Anomaly.Kind], `CycleNames` |
package dev.floe.fuzz.isolation;
