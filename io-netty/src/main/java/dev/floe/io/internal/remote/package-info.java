/// What storages of remote stores have in common: which keys there are, what is borrowed, how a
/// write knows itself again, pages and bulk deletions. To add a store extend [EtagStore] or
/// implement [RemoteStore], write a provider, and run the storage contract over it. A storage that
/// has to be looked for first is a [FoundStorage].
package dev.floe.io.internal.remote;
