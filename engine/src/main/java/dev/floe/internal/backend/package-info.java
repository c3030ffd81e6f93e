/// Storage that is a copy or a system call away: objects in memory, and files below a directory.
package dev.floe.internal.backend;
