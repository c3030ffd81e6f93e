package dev.floe.virtualize;

import java.util.List;
import java.util.Objects;

/// A variable and where its data lie. A fixed variable is one run of `runBytes` at `begin`; a
/// record variable has a run of `runBytes` in every record, the first one at `begin` and each next
/// one a record further ([NetcdfHeader#recordStrideBytes]).
///
/// @param runBytes the data of one run, without the padding that may follow
public record NetcdfVariable(
    String name,
    List<NetcdfDimension> dimensions,
    List<NetcdfAttribute> attributes,
    NetcdfType type,
    long begin,
    long runBytes) {
  public NetcdfVariable {
    Objects.requireNonNull(name, "name");
    dimensions = List.copyOf(dimensions);
    attributes = List.copyOf(attributes);
    Objects.requireNonNull(type, "type");
  }

  /// Whether the first dimension is the record dimension.
  public boolean isRecord() {
    return !dimensions.isEmpty() && dimensions.getFirst().isRecord();
  }

  /// The attribute of this name, or null.
  NetcdfAttribute attribute(String wanted) {
    for (NetcdfAttribute attribute : attributes) {
      if (attribute.name().equals(wanted)) {
        return attribute;
      }
    }
    return null;
  }
}
