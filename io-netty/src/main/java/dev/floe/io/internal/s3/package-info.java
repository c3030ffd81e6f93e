/// S3 and what speaks like it: operations of the storage interface as signed requests, and what the
/// answers mean.
///
/// ```
/// S3Storage ── S3Writes · S3Listing · S3Deletion ──► S3Client ──► internal.http
///                 │                                     │
///                 S3Keys, S3Xml                         S3Place, SigV4Signer, S3Failures
/// ```
package dev.floe.io.internal.s3;
