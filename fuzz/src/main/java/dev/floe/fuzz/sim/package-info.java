/// Whole histories of several writers on one seed: simulated time, a simulated object store with
/// everything that can go wrong there, and a schedule that chance makes. The same seed does the
/// same, bit for bit.
///
/// ```
/// Plan            what a seed says: writers, transactions, store, faults
/// Simulation      one run of a plan, and the last look at what is left
///   Scheduler       tasks one at a time, and time
///   SimulatedStore  the store; its header lists every fault
///   SimulatedTurns  … and its turns, with what is asked of who has one: SimulatedRequests
///   Machine         processes that come and go; Writer, Maintenance: what they do
///   Seams           where tests put what is wrong
///   Audit           what is left, as a history for the isolation checker
/// ```
package dev.floe.fuzz.sim;
