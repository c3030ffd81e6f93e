/// An S3 server inside the virtual machine, for tests and benchmarks.
///
/// It is strict where clients err: signatures, dates, checksums, lengths, conditions and part lists
/// are checked, and what it does not know is an error. Requests to a bucket take effect one after
/// another; bodies lie outside the heap. Begin with [S3Server].
package dev.floe.spec.s3;
