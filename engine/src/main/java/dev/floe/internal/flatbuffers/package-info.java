/// FlatBuffers over memory segments. Knows bytes, not Icechunk.
///
/// ```
/// FlatBuffer          a reader that checks every offset before it follows it
/// └ TableShape        many tables of one kind, whose vtable is looked at once
/// FlatBufferBuilder   lays bytes down, from the end to the start
/// ├ Vtables           the table that is being written, and the vtables that tables share
/// └ TableCopies       as many tables as wanted that differ in some numbers alone
/// ```
package dev.floe.internal.flatbuffers;
