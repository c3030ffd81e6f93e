/// Large ranges of S3 through the native client of AWS (`aws-crt`), for who asks for it: see
/// `S3StorageBuilder.largeReadsThroughCrt`. The library is optional; its classes are touched where
/// it is asked for and by [CrtEngine] and [CrtRead] alone.
///
/// ```
/// ObjectRead ── HttpClient.sendLarge ──► LargeReads ──► LargeCall ──► CrtEngine, CrtRead
///                                                            │  whatever did not go well
///                                                            └────► HttpClient.send, over Netty
/// ```
package dev.floe.io.internal.crt;
