/// Storage that is a copy or a system call away: objects in memory, and files below a directory.
/// The rules of keys, segments and guarded sources hold for the object stores too.
package dev.floe.internal.backend;
