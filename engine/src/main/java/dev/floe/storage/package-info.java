/// The object store as Floe needs it: a small asynchronous interface whose reads land in a segment
/// of the caller's, with outcomes as sealed results.
///
/// To add a backend, implement [Storage] and a [StorageProvider], name the provider as a service,
/// and run the contract kit of the `spec-tests` module over it.
package dev.floe.storage;
