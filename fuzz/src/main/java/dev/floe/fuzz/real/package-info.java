/// Histories of real processes on real storages, judged by the isolation checker.
///
/// ```
/// RealPrograms   which faults there are, and the program that runs them
///   LocalFaults    on a local filesystem: killed, stopped with the lock, full disk, …
///     ShiftedClocks  processes whose clocks differ; ClockWitness: what commits say about a clock
///   BucketFaults   on an S3 server: killed, stopped, network cut; with the reference
///     Rivals         processes of two kinds, of which whoever leads is stopped for a while
/// RealRun        one repository, processes that write to it, what they said, and the verdict
///   Bites          signals, clocks and plain writes, and the proof that they do something
///   Writer         one of the processes, from outside: its words, signals to it
///   WriterProcess  … and from inside; Reference: one that is the reference
///   Place          where the repository is, and with which settings
/// ```
///
/// Each fault proves first that it bites, or the run has a problem to tell: what is killed is gone,
/// of what is stopped no thread runs, what may not write or has no room cannot by plain means, what
/// clocks differ by is in the files, and a plain connection does not get through a cut line.
package dev.floe.fuzz.real;
