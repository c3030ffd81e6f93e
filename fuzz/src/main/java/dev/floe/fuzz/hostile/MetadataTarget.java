package dev.floe.fuzz.hostile;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.internal.binary.MetadataCodec;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Values of metadata items as they are stored.
final class MetadataTarget implements Target {
  private final String name;
  private final MetadataCodec codec;

  MetadataTarget(String name, MetadataCodec codec) {
    this.name = name;
    this.codec = codec;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "null",
            "[true,false]",
            "[0,-1,255,65536,-9223372036854775808,18446744073709551615]",
            "[0.5,1e300,-0.0]",
            "\"é🧊\"",
            "[1,2,3]",
            "[\"a\",\"b\",\"c\"]",
            "[[],{},[[[]]]]",
            "{\"a\":1,\"b\":{\"c\":[null,1.5,\"x\"],\"é\":{}}}",
            "\"" + "long ".repeat(60) + "\"")
        .map(text -> codec.encode(JsonText.parse(text, "seed")))
        .toList();
  }

  @Override
  public void read(byte[] input) {
    JsonValue value = codec.decode(MemorySegment.ofArray(input).asReadOnly(), "file");
    byte[] written = codec.encode(value);
    Checks.same(value, codec.decode(MemorySegment.ofArray(written), "written"));
    byte[] text = JsonText.compact(value).getBytes(StandardCharsets.UTF_8);
    Checks.same(value, JsonText.read(text, "text"));
  }
}
