package dev.floe.virtualize;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A NetCDF classic file to be written for tests: a second, independent telling of the grammar.
/// Values are given as big-endian bytes in C order.
final class CdfFile {
  record Attribute(String name, NetcdfType type, byte[] values) {}

  record Variable(
      String name,
      NetcdfType type,
      List<Integer> dims,
      List<Attribute> attributes,
      byte[] values) {}

  record Dimension(String name, int length) {}

  final NetcdfVersion version;
  final List<Dimension> dimensions = new ArrayList<>();
  final List<Attribute> attributes = new ArrayList<>();
  final List<Variable> variables = new ArrayList<>();
  int records;
  boolean streaming;
  boolean lastPadding = true;

  CdfFile(NetcdfVersion version) {
    this.version = version;
  }

  static Attribute text(String name, String value) {
    return new Attribute(name, NetcdfType.CHAR, value.getBytes(StandardCharsets.UTF_8));
  }

  static Attribute floats(String name, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return new Attribute(name, NetcdfType.FLOAT, bytes.array());
  }

  static Attribute doubles(String name, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return new Attribute(name, NetcdfType.DOUBLE, bytes.array());
  }

  CdfFile dimension(String name, int length) {
    dimensions.add(new Dimension(name, length));
    return this;
  }

  CdfFile variable(
      String name, NetcdfType type, List<Integer> dims, byte[] values, Attribute... attributes) {
    variables.add(new Variable(name, type, dims, List.of(attributes), values));
    return this;
  }

  boolean isRecord(Variable variable) {
    return !variable.dims.isEmpty() && dimensions.get(variable.dims.getFirst()).length == 0;
  }

  /// The data of one run without padding.
  int runBytes(Variable variable) {
    int bytes = variable.type.sizeBytes();
    for (int dim : variable.dims) {
      bytes *= Math.max(1, dimensions.get(dim).length);
    }
    return bytes;
  }

  private boolean lone() {
    return variables.stream().filter(this::isRecord).count() == 1;
  }

  private int padded(Variable variable) {
    int run = runBytes(variable);
    return isRecord(variable) && lone() ? run : (run + 3) / 4 * 4;
  }

  MemorySegment toSegment() {
    return MemorySegment.ofArray(toBytes());
  }

  /// The header without the data.
  byte[] headerBytes() {
    return header(begins()).toByteArray();
  }

  private long[] begins() {
    long[] begins = new long[variables.size()];
    long at = header(begins).size();
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < begins.length; i++) {
        if (isRecord(variables.get(i)) == (pass == 1)) {
          begins[i] = at;
          at += padded(variables.get(i));
        }
      }
    }
    return begins;
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = header(begins());
    int end = out.size();
    for (Variable variable : variables) {
      if (!isRecord(variable)) {
        end = run(out, variable, 0);
      }
    }
    for (int record = 0; record < records; record++) {
      for (Variable variable : variables) {
        if (isRecord(variable)) {
          end = run(out, variable, record);
        }
      }
    }
    byte[] all = out.toByteArray();
    return lastPadding ? all : java.util.Arrays.copyOf(all, end);
  }

  /// Writes a run and its padding; gives the end of the data.
  private int run(ByteArrayOutputStream out, Variable variable, int record) {
    int run = runBytes(variable);
    out.write(variable.values, record * run, run);
    int end = out.size();
    out.writeBytes(new byte[padded(variable) - run]);
    return end;
  }

  private ByteArrayOutputStream header(long[] begins) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'C', 'D', 'F', (byte) version.magic()});
    count(out, streaming ? -1 : records);
    list(out, 0x0a, dimensions.size());
    for (Dimension dimension : dimensions) {
      name(out, dimension.name);
      count(out, dimension.length);
    }
    attributes(out, attributes);
    list(out, 0x0b, variables.size());
    for (int i = 0; i < begins.length; i++) {
      Variable variable = variables.get(i);
      name(out, variable.name);
      count(out, variable.dims.size());
      variable.dims.forEach(dim -> count(out, dim));
      attributes(out, variable.attributes);
      int32(out, variable.type.code());
      count(out, (runBytes(variable) + 3) / 4 * 4);
      wide(out, begins[i], version == NetcdfVersion.CLASSIC ? 4 : 8);
    }
    return out;
  }

  private void attributes(ByteArrayOutputStream out, List<Attribute> list) {
    list(out, 0x0c, list.size());
    for (Attribute attribute : list) {
      name(out, attribute.name);
      int32(out, attribute.type.code());
      count(out, attribute.values.length / attribute.type.sizeBytes());
      padded(out, attribute.values);
    }
  }

  private void list(ByteArrayOutputStream out, int tag, int count) {
    int32(out, count == 0 ? 0 : tag);
    count(out, count);
  }

  private void name(ByteArrayOutputStream out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    count(out, bytes.length);
    padded(out, bytes);
  }

  private static void padded(ByteArrayOutputStream out, byte[] bytes) {
    out.writeBytes(bytes);
    out.writeBytes(new byte[-bytes.length & 3]);
  }

  private void count(ByteArrayOutputStream out, long count) {
    wide(out, count, version == NetcdfVersion.DATA_64 ? 8 : 4);
  }

  private static void int32(ByteArrayOutputStream out, int value) {
    wide(out, value, 4);
  }

  private static void wide(ByteArrayOutputStream out, long value, int bytes) {
    for (int shift = 8 * bytes - 8; shift >= 0; shift -= 8) {
      out.write((int) (value >> shift));
    }
  }
}
