/// What storages of remote stores have in common: which keys there are, what is borrowed, pages and
/// bulk deletions. To add a store implement [RemoteStore] and a provider, and run the storage
/// contract over it.
package dev.floe.io.internal.remote;
