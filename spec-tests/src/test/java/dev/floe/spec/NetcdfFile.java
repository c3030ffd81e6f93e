package dev.floe.spec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A small NetCDF classic file with two variables, `height` (short) and `temperature` (float), over
/// the dimensions `y` and `x`.
///
/// ```
/// "CDF" 1 | records u32 | 10 dimensions | 0 0 no attributes | 11 variables | data
/// ```
final class NetcdfFile {
  static final int ROWS = 6;
  static final int COLUMNS = 8;

  private static final int DIMENSIONS = 10;
  private static final int VARIABLES = 11;
  private static final int SHORT = 3;
  private static final int FLOAT = 5;
  private static final int HEADER_BYTES = 148;

  private NetcdfFile() {}

  static void write(Path path) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {'C', 'D', 'F', 1});
    integers(out, 0, DIMENSIONS, 2);
    name(out, "y");
    integers(out, ROWS);
    name(out, "x");
    integers(out, COLUMNS, 0, 0, VARIABLES, 2);
    int shorts = ROWS * COLUMNS * Short.BYTES;
    variable(out, "height", SHORT, shorts, HEADER_BYTES);
    variable(out, "temperature", FLOAT, ROWS * COLUMNS * Float.BYTES, HEADER_BYTES + shorts);
    if (out.size() != HEADER_BYTES) {
      throw new IllegalStateException("a header of " + out.size() + " bytes");
    }
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      out.writeShort(-i);
    }
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      out.writeFloat(i / 4f);
    }
    Files.write(path, bytes.toByteArray());
  }

  private static void variable(
      DataOutputStream out, String name, int type, int lengthBytes, int begin) throws IOException {
    name(out, name);
    integers(out, 2, 0, 1, 0, 0, type, lengthBytes, begin);
  }

  private static void name(DataOutputStream out, String name) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.write(new byte[(4 - bytes.length % 4) % 4]);
  }

  private static void integers(DataOutputStream out, int... numbers) throws IOException {
    for (int number : numbers) {
      out.writeInt(number);
    }
  }
}
