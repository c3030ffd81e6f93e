/// Histories of real processes on real storages, judged by the isolation checker.
///
/// ```
/// RealPrograms   which faults there are, and the program that runs them
///   LocalFaults    on a local filesystem: killed, stopped with the lock, full disk, …
///   BucketFaults   on an S3 server: killed, stopped, network cut
/// RealRun        one repository, processes that write to it, what they said, and the verdict
///   Writer         one of the processes, from outside: its words, signals to it
///   WriterProcess  … and from inside
///   Place          where the repository is, and with which settings
/// ```
///
/// Each fault proves first that it bites, or the run has a problem to tell.
package dev.floe.fuzz.real;
