package dev.floe.spec;

import java.util.Arrays;
import java.util.stream.Collectors;

/// `zarr.json` documents of arrays whose chunks are their plain bytes, so that a chunk of a test is
/// valid whatever is in it.
final class ArrayDocument {
  static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}";

  private ArrayDocument() {}

  static String of(String dataType, long[] shape, long[] chunkShape) {
    return """
    {"zarr_format":3,"node_type":"array","shape":%s,"data_type":"%s",
    "chunk_grid":{"name":"regular","configuration":{"chunk_shape":%s}},
    "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
    "fill_value":0,"codecs":[{"name":"bytes","configuration":{"endian":"little"}}],
    "attributes":{"by":"Floe 🧊"}}
    """
        .formatted(list(shape), dataType, list(chunkShape));
  }

  private static String list(long[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
