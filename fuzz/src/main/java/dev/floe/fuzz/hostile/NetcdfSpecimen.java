package dev.floe.fuzz.hostile;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A small NetCDF file: two dimensions, one of them of records, an attribute, and two variables.
final class NetcdfSpecimen {
  private static final int DIMENSION = 10;
  private static final int VARIABLE = 11;
  private static final int ATTRIBUTE = 12;
  private static final int NC_CHAR = 2;
  private static final int NC_FLOAT = 5;
  private static final int RECORDS = 2;
  private static final int X = 3;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final int version;

  private NetcdfSpecimen(int version) {
    this.version = version;
  }

  /// @param version 1, 2 or 5
  static byte[] of(int version) {
    try {
      int dataAt = new NetcdfSpecimen(version).file(0).length - (X + RECORDS) * 4;
      return new NetcdfSpecimen(version).file(dataAt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] file(int dataAt) throws IOException {
    out.write(new byte[] {'C', 'D', 'F', (byte) version});
    count(RECORDS);
    list(DIMENSION, 2);
    name("time");
    count(0);
    name("x");
    count(X);
    list(ATTRIBUTE, 1);
    attribute();
    list(VARIABLE, 2);
    name("x");
    count(1);
    count(1);
    list(ATTRIBUTE, 1);
    attribute();
    out.writeInt(NC_FLOAT);
    count(X * 4L);
    offset(dataAt);
    name("t");
    count(1);
    count(0);
    list(0, 0);
    out.writeInt(NC_FLOAT);
    count(4);
    offset(dataAt + X * 4L);
    for (int i = 0; i < X + RECORDS; i++) {
      out.writeFloat(i);
    }
    return bytes.toByteArray();
  }

  private void attribute() throws IOException {
    name("units");
    out.writeInt(NC_CHAR);
    count(1);
    out.write(new byte[] {'m', 0, 0, 0});
  }

  private void list(int tag, long count) throws IOException {
    out.writeInt(tag);
    count(count);
  }

  private void name(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    count(utf8.length);
    out.write(utf8);
    out.write(new byte[-utf8.length & 3]);
  }

  private void count(long count) throws IOException {
    if (version == 5) {
      out.writeLong(count);
    } else {
      out.writeInt((int) count);
    }
  }

  private void offset(long at) throws IOException {
    if (version == 1) {
      out.writeInt((int) at);
    } else {
      out.writeLong(at);
    }
  }
}
