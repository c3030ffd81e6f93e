/// Reads of objects over HTTP, as the storage interface promises them, for any store that says how
/// it is asked and what its answers mean: whole objects, ranges, parts in parallel, guards.
package dev.floe.io.internal.reads;
