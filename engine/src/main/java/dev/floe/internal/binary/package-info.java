/// The metadata files of the format: their envelope, flyweight views that read them where they lie,
/// and their writers. Knows Icechunk's bytes, not storage.
///
/// | to add | touch |
/// |---|---|
/// | a field to a table | its `…Layout`, the view or reader, the writer, the round trip test |
/// | an update type | `format.UpdateType`, [UpdateCodec] |
/// | a file kind | [FileType], a layout, a view, a writer |
package dev.floe.internal.binary;
