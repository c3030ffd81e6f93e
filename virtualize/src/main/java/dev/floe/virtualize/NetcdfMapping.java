package dev.floe.virtualize;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Carries out the mapping that [NetcdfClassic] describes. Names beginning with `__`, which Zarr
/// reserves, are let through: programs write them, and every Zarr library reads them.
final class NetcdfMapping {
  /// Marks arrays whose type is not the file's own.
  static final String TYPE_ATTRIBUTE = "_nc_type";

  private final String file;
  private final long fileBytes;
  private final SourceOrigin origin;
  private final FillAttribute fillAttribute;

  NetcdfMapping(String file, long fileBytes, SourceOrigin origin, FillAttribute fillAttribute) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.origin = origin;
    this.fillAttribute = fillAttribute;
  }

  VirtualDataset map(NetcdfHeader header) {
    List<VirtualArray> arrays = new ArrayList<>();
    for (NetcdfVariable variable : header.variables()) {
      arrays.add(array(header, variable));
    }
    return new VirtualDataset(attributes(header.attributes()), arrays);
  }

  private VirtualArray array(NetcdfHeader header, NetcdfVariable variable) {
    checkName(variable.name());
    int elementBytes = variable.type().sizeBytes();
    long[] shape = header.shape(variable);
    int firstAxis = variable.isRecord() ? 1 : 0;
    long stride = variable.isRecord() ? header.recordStrideBytes() : 0;
    long lastRun = variable.begin() + (variable.isRecord() ? (shape[0] - 1) * stride : 0);
    long spare = fileBytes - (lastRun + variable.runBytes());
    long[] chunks = ChunkSplit.chunkShape(shape, firstAxis, elementBytes, spare);

    List<Long> grid = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    long chunkBytes = elementBytes;
    long below = elementBytes;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      chunkBytes *= chunks[axis];
      grid.addFirst(Math.ceilDiv(shape[axis], chunks[axis]));
      steps.addFirst(axis < firstAxis ? stride : below * chunks[axis]);
      below *= shape[axis];
    }
    checkGrid(variable, grid);
    return new VirtualArray(
        variable.name(),
        metadata(variable, shape, chunks),
        new GridReferences(origin, variable.begin(), grid, steps, chunkBytes));
  }

  private ArrayMetadata metadata(NetcdfVariable variable, long[] shape, long[] chunks) {
    Map<String, JsonValue> attributes = attributes(variable.attributes());
    JsonValue fill = FillValues.of(variable);
    attributes.computeIfPresent(
        FillValues.ATTRIBUTE, (name, stated) -> fillAttribute.of(stated, variable.type(), fill));
    if (variable.type() == NetcdfType.CHAR) {
      attributes.put(TYPE_ATTRIBUTE, JsonValue.of("char"));
    }
    return new ArrayMetadata(
        list(shape),
        list(chunks),
        variable.type().zarrName(),
        fill,
        List.of(variable.type().sizeBytes() == 1 ? ZarrCodec.BYTES : ZarrCodec.BIG_ENDIAN_BYTES),
        variable.dimensions().stream().map(NetcdfDimension::name).toList(),
        attributes);
  }

  private static Map<String, JsonValue> attributes(List<NetcdfAttribute> attributes) {
    Map<String, JsonValue> json = new LinkedHashMap<>();
    for (NetcdfAttribute attribute : attributes) {
      json.put(attribute.name(), value(attribute));
    }
    return json;
  }

  private static JsonValue value(NetcdfAttribute attribute) {
    if (attribute.isText()) {
      return JsonValue.of(attribute.text());
    }
    if (attribute.count() == 1) {
      return number(attribute, 0);
    }
    List<JsonValue> numbers = new ArrayList<>(attribute.count());
    for (int i = 0; i < attribute.count(); i++) {
      numbers.add(number(attribute, i));
    }
    return new JsonValue.JsonArray(numbers);
  }

  private static JsonValue number(NetcdfAttribute attribute, int index) {
    Number number = attribute.number(index);
    return attribute.type().isFloating()
        ? FillValues.ofDouble(number.doubleValue())
        : new JsonValue.JsonInteger(FillValues.whole(number));
  }

  /// Names that NetCDF allows and Zarr does not.
  private void checkName(String name) {
    if (name.equals("zarr.json") || name.chars().allMatch(c -> c == '.')) {
      throw new FormatException(
          ErrorKind.INVALID_FILE_FORMAT,
          file,
          -1,
          "variable names that can name a Zarr node",
          '"' + name + '"');
    }
  }

  /// Coordinates of chunks are unsigned 32-bit numbers.
  private void checkGrid(NetcdfVariable variable, List<Long> grid) {
    for (long count : grid) {
      if (count > 0xffff_ffffL) {
        throw new FormatException(
            ErrorKind.INVALID_FILE_FORMAT,
            file,
            variable.begin(),
            "at most 4294967295 chunks along an axis of " + HeaderCursor.quoted(variable.name()),
            Long.toString(count));
      }
    }
  }

  private static List<Long> list(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
