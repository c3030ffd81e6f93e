package dev.floe.zarr;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.DimensionShape;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.SpecVersion;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the engine reads of a `zarr.json`: whether it is a group or an array, and of an array its
/// shape, how many chunks cover each dimension, and the dimensions' names. Everything else is
/// stored as it came. Grids: `regular`, and from format 2 on `rectilinear`, in all its short forms.
final class NodeDocument {
  private static final BigInteger U64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final NodePath path;
  private final SpecVersion version;

  private NodeDocument(NodePath path, SpecVersion version) {
    this.path = path;
    this.version = version;
  }

  /// Reads the document of a node at `path`; refused with `bad-metadata` if it is none.
  static NodeData parse(byte[] document, NodePath path, SpecVersion version) {
    return new NodeDocument(path, version).read(document);
  }

  private NodeData read(byte[] document) {
    JsonValue value;
    try {
      value = JsonText.parse(document, "zarr.json of " + path);
    } catch (IcechunkException e) {
      throw new InvalidInputException(ErrorKind.BAD_METADATA, e.getMessage(), e);
    }
    JsonObject root = object(value, "the document");
    String type = root.members().get("node_type") instanceof JsonString(String text) ? text : "";
    return switch (type) {
      case "group" -> NodeData.Group.INSTANCE;
      case "array" -> array(root);
      default ->
          throw bad("node_type \"array\" or \"group\"", show(root.members().get("node_type")));
    };
  }

  private NodeData array(JsonObject root) {
    List<Long> lengths = new ArrayList<>();
    for (JsonValue length : list(root.members().get("shape"), "shape")) {
      lengths.add(unsigned(length, "a length in shape"));
    }
    if (lengths.size() > ChunkKeyScan.MAX_RANK) {
      throw bad("at most " + ChunkKeyScan.MAX_RANK + " dimensions", lengths.size() + "");
    }
    List<DimensionShape> shape = grid(lengths, root.members().get("chunk_grid"));
    return new NodeData.Array(
        shape, names(root.members().get("dimension_names"), lengths.size()), List.of());
  }

  private List<DimensionShape> grid(List<Long> lengths, JsonValue value) {
    JsonObject grid = object(value, "chunk_grid");
    JsonObject configuration =
        object(grid.members().get("configuration"), "chunk_grid.configuration");
    String name = grid.members().get("name") instanceof JsonString(String text) ? text : "";
    return switch (name) {
      case "regular" -> regular(lengths, configuration.members().get("chunk_shape"));
      case "rectilinear" -> {
        if (version == SpecVersion.V1) {
          throw bad("a regular chunk_grid in a spec 1 repository", "rectilinear");
        }
        yield rectilinear(lengths, configuration.members().get("chunk_shapes"));
      }
      default ->
          throw bad("chunk_grid \"regular\" or \"rectilinear\"", show(grid.members().get("name")));
    };
  }

  private List<DimensionShape> regular(List<Long> lengths, JsonValue value) {
    List<JsonValue> chunks = list(value, "chunk_shape");
    requireRank("chunk_shape", chunks.size(), lengths.size());
    List<DimensionShape> shape = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      long chunk = unsigned(chunks.get(i), "a length in chunk_shape");
      shape.add(regular(lengths.get(i), chunk));
    }
    return shape;
  }

  private DimensionShape regular(long length, long chunk) {
    if (chunk == 0) {
      if (length != 0) {
        throw bad("a chunk length of at least 1", "0 for a dimension of " + length);
      }
      return new DimensionShape(0, 0);
    }
    long whole = Long.divideUnsigned(length, chunk);
    return dimension(length, Long.remainderUnsigned(length, chunk) == 0 ? whole : whole + 1);
  }

  private List<DimensionShape> rectilinear(List<Long> lengths, JsonValue value) {
    List<JsonValue> axes = list(value, "chunk_shapes");
    requireRank("chunk_shapes", axes.size(), lengths.size());
    List<DimensionShape> shape = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      long length = lengths.get(i);
      shape.add(
          axes.get(i) instanceof JsonInteger
              ? regular(length, unsigned(axes.get(i), "a length in chunk_shapes"))
              : dimension(length, runs(list(axes.get(i), "an axis of chunk_shapes"))));
    }
    return shape;
  }

  /// How many chunks a list of sizes and `[size, count]` pairs stands for.
  private long runs(List<JsonValue> sizes) {
    long count = 0;
    for (JsonValue size : sizes) {
      if (size instanceof JsonArray(List<JsonValue> pair)) {
        if (pair.size() != 2) {
          throw bad("[size, count] in chunk_shapes", show(size));
        }
        unsigned(pair.get(0), "a size in chunk_shapes");
        count += bounded(unsigned(pair.get(1), "a count in chunk_shapes"));
      } else {
        unsigned(size, "a size in chunk_shapes");
        count++;
      }
      bounded(count);
    }
    return count;
  }

  private DimensionShape dimension(long length, long chunks) {
    return new DimensionShape(length, bounded(chunks));
  }

  private long bounded(long chunks) {
    if (chunks < 0 || chunks > 0xffff_ffffL) {
      throw bad("fewer than 2³² chunks in a dimension", Long.toUnsignedString(chunks));
    }
    return chunks;
  }

  private Optional<List<Optional<String>>> names(JsonValue value, int rank) {
    if (value == null || value instanceof JsonNull) {
      return Optional.empty();
    }
    List<Optional<String>> names = new ArrayList<>();
    for (JsonValue name : list(value, "dimension_names")) {
      names.add(
          switch (name) {
            case JsonNull none -> Optional.empty();
            case JsonString(String text) -> text.isEmpty() ? Optional.empty() : Optional.of(text);
            default -> throw bad("a text or null in dimension_names", show(name));
          });
    }
    requireRank("dimension_names", names.size(), rank);
    return Optional.of(names);
  }

  private void requireRank(String what, int found, int rank) {
    if (found != rank) {
      throw bad(what + " of " + rank + " elements, one for each dimension", found + "");
    }
  }

  private long unsigned(JsonValue value, String what) {
    if (value instanceof JsonInteger(BigInteger number)
        && number.signum() >= 0
        && number.compareTo(U64_MAX) <= 0) {
      return number.longValue();
    }
    throw bad(what + " between 0 and 2⁶⁴−1", show(value));
  }

  private List<JsonValue> list(JsonValue value, String what) {
    if (value instanceof JsonArray(List<JsonValue> elements)) {
      return elements;
    }
    throw bad(what + " as a list", show(value));
  }

  private JsonObject object(JsonValue value, String what) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw bad(what + " as an object", show(value));
  }

  private static String show(JsonValue value) {
    if (value == null) {
      return "nothing";
    }
    String text = JsonText.compact(value);
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private InvalidInputException bad(String expected, String found) {
    return new InvalidInputException(
        ErrorKind.BAD_METADATA,
        "zarr.json of " + path + ": expected " + expected + ", found " + found);
  }
}
