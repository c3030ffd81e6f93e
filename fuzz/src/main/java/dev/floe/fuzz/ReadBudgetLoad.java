package dev.floe.fuzz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How much is read, by how many at once, how, and in how little memory.
record ReadBudgetLoad(
    int mib, int poolMib, int heapMib, int parallel, int chunkKib, int chunks, Over over) {
  /// What the bytes come over.
  enum Over {
    /// The storage of S3.
    S3,
    /// The storage of web servers.
    HTTP,
    /// The storage of S3 with TLS.
    HTTPS
  }

  private static final List<String> OPTIONS =
      List.of("--mib", "--pool", "--heap", "--parallel", "--chunk", "--chunks", "--over");

  static ReadBudgetLoad of(List<String> words) {
    Arguments arguments = new Arguments(words, OPTIONS);
    return new ReadBudgetLoad(
        arguments.count("--mib", 8192),
        arguments.count("--pool", 512),
        arguments.count("--heap", 256),
        arguments.count("--parallel", 160),
        arguments.count("--chunk", 4096),
        arguments.count("--chunks", 64),
        Over.valueOf(arguments.text("--over").orElse("s3").toUpperCase(Locale.ROOT)));
  }

  /// The same as words.
  List<String> words() {
    List<?> values = List.of(mib, poolMib, heapMib, parallel, chunkKib, chunks, over);
    return IntStream.range(0, values.size())
        .boxed()
        .flatMap(i -> Stream.of(OPTIONS.get(i), values.get(i).toString()))
        .toList();
  }

  int chunkBytes() {
    return chunkKib << 10;
  }

  /// The document of the array.
  MemorySegment document() {
    String document =
        """
        {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[%d]}},
         "chunk_key_encoding":{"name":"default"},"fill_value":0,
         "codecs":[{"name":"bytes"}],"attributes":{}}\
        """;
    return MemorySegment.ofArray(
        document
            .formatted((long) chunks * chunkBytes(), chunkBytes())
            .getBytes(StandardCharsets.UTF_8));
  }

  /// The bytes of a chunk: its number, and what all have.
  MemorySegment chunk(int number) {
    byte[] bytes = new byte[chunkBytes()];
    for (int i = 8; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + (i >>> 11));
    }
    MemorySegment chunk = MemorySegment.ofArray(bytes);
    chunk.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
    return chunk;
  }
}
