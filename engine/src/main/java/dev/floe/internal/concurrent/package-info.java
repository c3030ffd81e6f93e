/// Permits, backoff, clocks, futures; and the one place where time and randomness of the system
/// enter the engine.
package dev.floe.internal.concurrent;
