package dev.floe.virtualize;

import java.util.List;
import java.util.Objects;

/// Everything a NetCDF classic file says before its data, checked against the file's length: every
/// run of every variable lies within the file.
///
/// ```
/// | header | fixed variable | fixed variable | … | record 0      | record 1      | …
///                                                 | v0 | v1 | v2  | v0 | v1 | v2  |
///                                                 |<--- stride -->|
/// ```
///
/// @param recordCount how many records there are; taken from the file's length where the writer was
///   still streaming (a count of −1)
/// @param recordStrideBytes from one record to the next; 0 without record variables
/// @param headerBytes the length of the header
public record NetcdfHeader(
    NetcdfVersion version,
    long recordCount,
    long recordStrideBytes,
    long headerBytes,
    List<NetcdfDimension> dimensions,
    List<NetcdfAttribute> attributes,
    List<NetcdfVariable> variables) {
  public NetcdfHeader {
    Objects.requireNonNull(version, "version");
    dimensions = List.copyOf(dimensions);
    attributes = List.copyOf(attributes);
    variables = List.copyOf(variables);
  }

  /// The lengths of a variable's dimensions, the record dimension's being the number of records.
  public long[] shape(NetcdfVariable variable) {
    long[] shape = new long[variable.dimensions().size()];
    for (int i = 0; i < shape.length; i++) {
      NetcdfDimension dimension = variable.dimensions().get(i);
      shape[i] = dimension.isRecord() ? recordCount : dimension.length();
    }
    return shape;
  }
}
