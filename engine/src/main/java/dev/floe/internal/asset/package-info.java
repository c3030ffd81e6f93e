/// The repository's files as typed values: fetched once however many ask, decoded into leases, kept
/// under one budget of bytes, and written. Knows storage and the file formats, not sessions.
package dev.floe.internal.asset;
