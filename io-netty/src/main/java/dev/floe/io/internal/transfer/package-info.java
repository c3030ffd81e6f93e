/// Bulk copies of large objects between S3 and files by `S3TransferManager` of the SDK, over CRT,
/// for who asks for it: see `S3StorageBuilder.largeCopiesThroughTransferManager`. The libraries are
/// optional; their classes are touched by [ManagerEngine] alone.
///
/// ```
/// clone ── FileTransfers ──► BulkTransfers ──► ManagerEngine ──► S3TransferManager, CRT
///   │  whatever did not go well
///   └────► Storage.get, Storage.put, over Netty
/// ```
package dev.floe.io.internal.transfer;
