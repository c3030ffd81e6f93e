/// The values of the Icechunk specification: ids, paths, ranges, nodes, chunk payloads, JSON.
/// Records without I/O, immutable, safe on any thread.
package dev.floe.format;
