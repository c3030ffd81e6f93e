/// Azure Blob Storage: the requests of its REST interface for block blobs, how they are signed, and
/// what its answers mean. The version of an object is its etag.
package dev.floe.io.internal.azure;
