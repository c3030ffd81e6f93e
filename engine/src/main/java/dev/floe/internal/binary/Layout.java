package dev.floe.internal.binary;

/// What all four metadata files have in common.
final class Layout {
  /// `Ichk`, the file identifier at bytes 4 to 8, as a little-endian number.
  static final int IDENTIFIER = 'I' | 'c' << 8 | 'h' << 16 | 'k' << 24;

  /// Length of the struct of an object id.
  static final int ID12 = 12;

  /// Length of the struct of a node id.
  static final int ID8 = 8;

  /// The table MetadataItem.
  static final class MetadataItem {
    static final int NAME = 0;
    static final int VALUE = 1;

    private MetadataItem() {}
  }

  private Layout() {}
}
