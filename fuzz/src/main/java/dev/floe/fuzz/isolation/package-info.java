/// Whether what sessions saw of one branch can be explained by the isolation they were promised.
///
/// ```
/// History        what happened: transactions, and the branch's commits in their final order
///   Transaction    one session, from its opening to its outcome
///   Operation      what it read and wrote, in order, by keys of the store
///   Level          what it was promised
/// ```
///
/// Whoever drives sessions (threads, processes, a simulation) writes down a [History]; the checker
/// is a function of it. Every value that is written ends with an element that nobody else writes,
/// so that a value read says who wrote it.
package dev.floe.fuzz.isolation;
