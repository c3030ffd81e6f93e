/// FlatBuffers over memory segments: a reader that checks every offset before it follows it, and a
/// builder. Knows bytes, not Icechunk.
package dev.floe.internal.flatbuffers;
