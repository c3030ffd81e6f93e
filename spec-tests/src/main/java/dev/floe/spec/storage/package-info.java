/// What every storage must do, as tests to extend, and storages over others: [ForwardingStorage]
/// for those that do one thing otherwise, and such as count requests or lose them.
///
/// To check a backend, extend [StorageContract], say how an empty store is opened, and override the
/// predicates of [ContractStore] where the backend is different on purpose.
package dev.floe.spec.storage;
