/// S3 and what speaks like it: operations of the storage interface as signed requests, and what the
/// answers mean.
///
/// ```
/// S3Opening ──► FoundStorage (keys with or without a slash? S3Layout asks) ──► RemoteStorage
///                                                                                │
/// S3Store ── S3Writes ── S3Multipart (parts of bodies and of copies) · S3Deletion
///    │          │                                          │
///    S3Requests (S3Place, S3Keys)          S3Client ──► SignedHttp ──► internal.http
///                                                               └──► internal.crt, if asked for
/// ```
///
/// Reads are those of `internal.reads`; what all remote stores do alike is in `internal.remote`.
/// [SignedHttp] is the one place where a call is signed twice: when keys have expired or a clock is
/// wrong.
///
/// Bulk copies go through the storage interface like everything else. The SDK's transfer manager
/// moves files between a disk and S3 in no order, with buffers of its own outside of our limits,
/// and begins a directory anew: see `BulkCopyBench`.
package dev.floe.io.internal.s3;
