package dev.floe.virtualize;

import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The grammar of the classic header, in the order of the file:
///
/// ```
/// header  = "CDF" version numrecs dim_list gatt_list var_list
/// list    = ABSENT | tag count element…          ABSENT = 0 0
/// dim     = name length                          length 0 = the record dimension
/// attr    = name type count values padding
/// var     = name rank dimid… att_list type vsize begin
/// ```
final class HeaderParser {
  private static final int MAGIC = 'C' << 24 | 'D' << 16 | 'F' << 8;
  private static final int HDF5_MAGIC = 0x89 << 24 | 'H' << 16 | 'D' << 8 | 'F';
  private static final int DIMENSION_TAG = 0x0a;
  private static final int VARIABLE_TAG = 0x0b;
  private static final int ATTRIBUTE_TAG = 0x0c;

  private final HeaderCursor cursor;
  private final List<NetcdfDimension> dimensions = new ArrayList<>();
  private NetcdfVersion version;

  private HeaderParser(HeaderCursor cursor) {
    this.cursor = cursor;
  }

  /// The header of a source, checked against the source's length.
  static NetcdfHeader parse(RangedSource source) {
    HeaderCursor cursor = new HeaderCursor(source);
    return new HeaderParser(cursor).parse();
  }

  private NetcdfHeader parse() {
    version = version();
    long recordCount = recordCount();
    readDimensions();
    List<NetcdfAttribute> attributes = readAttributes("the file");
    List<NetcdfVariable> variables = readVariables();
    NetcdfLayout layout = new NetcdfLayout(cursor, variables);
    return new NetcdfHeader(
        version,
        layout.recordCount(recordCount),
        layout.recordStrideBytes(),
        cursor.position(),
        dimensions,
        attributes,
        variables);
  }

  private NetcdfVersion version() {
    int magic = cursor.readInt("the magic number");
    for (NetcdfVersion candidate : NetcdfVersion.values()) {
      if (magic == (MAGIC | candidate.magic())) {
        return candidate;
      }
    }
    String found = magic == HDF5_MAGIC ? "an HDF5 file (NetCDF-4)" : "0x%08x".formatted(magic);
    throw cursor.invalid(0, "a NetCDF classic file (CDF and version 1, 2 or 5)", found);
  }

  /// The number of records, or [NetcdfLayout#STREAMING].
  private long recordCount() {
    long at = cursor.position();
    long count = cursor.readWide(version.countBytes(), "the number of records");
    if (count == (version.countBytes() == 4 ? 0xffff_ffffL : -1)) {
      return NetcdfLayout.STREAMING;
    }
    if (count < 0) {
      throw cursor.invalid(at, "a number of records", Long.toString(count));
    }
    return count;
  }

  /// The number of elements of a list; 0 where it is absent.
  private int readList(int tag, String what) {
    long at = cursor.position();
    int found = cursor.readInt("the list of " + what);
    if (found != tag && found != 0) {
      throw cursor.invalid(at, "a list of " + what + " (tag 0 or " + tag + ")", "tag " + found);
    }
    int count = cursor.readElements(version, "a number of " + what, NetcdfLimits.ELEMENTS);
    if (found == 0 && count != 0) {
      throw cursor.invalid(at, "an absent list of " + what, count + " elements under tag 0");
    }
    return count;
  }

  private void readDimensions() {
    int count = readList(DIMENSION_TAG, "dimensions");
    Set<String> names = new HashSet<>();
    boolean record = false;
    for (int i = 0; i < count; i++) {
      long at = cursor.position();
      String name = readNewName("dimension " + i, names);
      long length = cursor.readCount(version, "a length of dimension " + i, Long.MAX_VALUE);
      NetcdfDimension dimension = new NetcdfDimension(name, length);
      if (dimension.isRecord() && record) {
        throw cursor.invalid(
            at, "at most one record dimension", "another: " + HeaderCursor.quoted(name));
      }
      record |= dimension.isRecord();
      dimensions.add(dimension);
    }
  }

  private List<NetcdfAttribute> readAttributes(String owner) {
    int count = readList(ATTRIBUTE_TAG, "attributes of " + owner);
    List<NetcdfAttribute> attributes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String what = "attribute " + i + " of " + owner;
      String name = readNewName(what, names);
      NetcdfType type = readType(what);
      boolean text = type == NetcdfType.CHAR;
      String values = "a number of values of " + what;
      int length =
          text
              ? (int) cursor.readCount(version, values, NetcdfLimits.HEADER_BYTES)
              : cursor.readElements(version, values, NetcdfLimits.ELEMENTS);
      byte[] bytes = cursor.readPadded((long) length * type.sizeBytes(), what);
      attributes.add(new NetcdfAttribute(name, type, length, MemorySegment.ofArray(bytes)));
    }
    return attributes;
  }

  private List<NetcdfVariable> readVariables() {
    int count = readList(VARIABLE_TAG, "variables");
    List<NetcdfVariable> variables = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      variables.add(readVariable(i, names));
    }
    return variables;
  }

  private NetcdfVariable readVariable(int index, Set<String> names) {
    String what = "variable " + index;
    long at = cursor.position();
    String name = readNewName(what, names);
    int rank = cursor.readElements(version, "a rank of " + what, NetcdfLimits.RANK);
    List<NetcdfDimension> shape = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      shape.add(readDimensionReference(what, i));
    }
    List<NetcdfAttribute> attributes = readAttributes(what);
    NetcdfType type = readType(what);
    // The size in the header is redundant and wrong for large variables: what counts is the shape.
    cursor.readWide(version.countBytes(), "the size of " + what);
    long begin = cursor.readWide(version.offsetBytes(), "the offset of " + what);
    long run = type.sizeBytes();
    for (NetcdfDimension dimension : shape) {
      long high = Math.multiplyHigh(run, dimension.isRecord() ? 1 : dimension.length());
      run *= dimension.isRecord() ? 1 : dimension.length();
      if (high != 0 || run < 0) {
        throw cursor.invalid(at, what + " of less than 2^63 bytes", "more");
      }
    }
    return new NetcdfVariable(name, shape, attributes, type, begin, run);
  }

  private NetcdfDimension readDimensionReference(String what, int axis) {
    long at = cursor.position();
    long id = cursor.readWide(version.countBytes(), "a dimension of " + what);
    if (id < 0 || id >= dimensions.size()) {
      throw cursor.invalid(
          at,
          "the number of one of " + dimensions.size() + " dimensions",
          Long.toUnsignedString(id));
    }
    NetcdfDimension dimension = dimensions.get((int) id);
    if (dimension.isRecord() && axis > 0) {
      throw cursor.invalid(
          at, "the record dimension first in " + what, "the record dimension at " + axis);
    }
    return dimension;
  }

  private NetcdfType readType(String what) {
    long at = cursor.position();
    int code = cursor.readInt("the type of " + what);
    NetcdfType type = NetcdfType.ofCode(code);
    if (type == null || !type.isIn(version)) {
      throw cursor.invalid(
          at, "a type of " + what + " that CDF-" + version.magic() + " knows", "type " + code);
    }
    return type;
  }

  private String readNewName(String what, Set<String> names) {
    long at = cursor.position();
    String name = cursor.readName(version, what);
    if (!names.add(name)) {
      throw duplicate(at, what, name);
    }
    return name;
  }

  private FormatException duplicate(long at, String what, String name) {
    return cursor.invalid(
        at, "a new name of " + what, HeaderCursor.quoted(name) + " a second time");
  }
}
