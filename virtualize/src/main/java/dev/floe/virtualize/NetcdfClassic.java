package dev.floe.virtualize;

/// Reads NetCDF classic files: CDF-1, CDF-2 and CDF-5, by the NetCDF Classic Format Specification.
/// Only the header is read, in few ranges; the data stay where they are.
///
/// | NetCDF | Zarr |
/// |---|---|
/// | global attributes | attributes of the group |
/// | variable | array of the same name, big-endian `bytes` codec |
/// | contiguous run | one chunk; split along the first axis into chunks of at most 64 MiB |
/// | record variable | chunks of one record |
/// | dimension | `dimension_names` |
/// | attribute | text, number or list of numbers; `"NaN"`, `"Infinity"`, `"-Infinity"` |
/// | `NC_CHAR` variable | `uint8` with the attribute `_nc_type` = `"char"` |
/// | `_FillValue`, else `missing_value`, else NetCDF's default | `fill_value`; attributes stay |
///
/// Stateless, safe on any thread. A file that is not what the format says, that ends before its
/// data, or whose header is beyond all reason is a [dev.floe.error.FormatException] with the name
/// of the file and the byte; memory and time are bounded for every input.
public final class NetcdfClassic {
  private NetcdfClassic() {}

  /// The header of a file, checked against the file's length.
  public static NetcdfHeader readHeader(RangedSource source) {
    return HeaderParser.parse(source);
  }

  /// The variables of a file as arrays of virtual references to it.
  ///
  /// @param origin where readers will find the bytes that `source` has now
  public static VirtualDataset virtualize(RangedSource source, SourceOrigin origin) {
    return virtualize(source, origin, FillAttribute.AS_IN_FILE);
  }

  /// The variables of a file as arrays of virtual references to it.
  ///
  /// @param fillAttribute how the attribute `_FillValue` is written
  public static VirtualDataset virtualize(
      RangedSource source, SourceOrigin origin, FillAttribute fillAttribute) {
    return new NetcdfMapping(source.name(), source.lengthBytes(), origin, fillAttribute)
        .map(HeaderParser.parse(source));
  }
}
