package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.SpecVersion;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongFunction;

/// The header that every metadata file begins with, and what surrounds its body.
///
/// ```
///  0            12                       36    37    38    39
///  +------------+------------------------+-----+-----+-----+----------------------+
///  | magic 12 B | implementation, 24 B   | ver | typ | cmp | zstd frame(s)        |
///  +------------+------------------------+-----+-----+-----+----------------------+
/// ```
///
/// @param implementation who wrote the file, without the padding
/// @param compressed whether the body is compressed with zstd (1) or not at all (0)
public record Envelope(
    String implementation, SpecVersion version, FileType type, boolean compressed) {
  /// Length of the header in bytes.
  public static final int HEADER_BYTES = 39;

  /// The most that a body may have when nothing else is asked for.
  public static final long MAX_BODY_BYTES = Zstd.MAX_OUTPUT_BYTES;

  /// What Floe writes into its files, and `ic_client` into the metadata of its objects.
  public static final String IMPLEMENTATION = "floe-" + implementationVersion();

  private static final byte[] MAGIC = "ICE🧊CHUNK".getBytes(StandardCharsets.UTF_8);
  private static final int IMPLEMENTATION_AT = 12;
  private static final int IMPLEMENTATION_BYTES = 24;
  private static final int VERSION_AT = 36;
  private static final int TYPE_AT = 37;
  private static final int COMPRESSION_AT = 38;

  /// A file taken out of its envelope.
  ///
  /// @param body the decompressed FlatBuffer, in the memory the caller's allocator gave
  public record Decoded(Envelope envelope, MemorySegment body) {}

  private static String implementationVersion() {
    String version = Envelope.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version.replace("-SNAPSHOT", "");
  }

  /// Reads the header alone, whatever the file is.
  ///
  /// @param file at least the first [#HEADER_BYTES] of it
  /// @param object the object's key, for messages
  public static Envelope parse(MemorySegment file, String object) {
    if (file.byteSize() < HEADER_BYTES) {
      throw bad(object, 0, "a header of " + HEADER_BYTES + " bytes", file.byteSize() + " bytes");
    }
    if (MemorySegment.mismatch(file, 0, MAGIC.length, MemorySegment.ofArray(MAGIC), 0, MAGIC.length)
        != -1) {
      throw bad(object, 0, "the magic of a metadata file", "other bytes");
    }
    int version = file.get(ValueLayout.JAVA_BYTE, VERSION_AT) & 0xff;
    SpecVersion spec =
        switch (version) {
          case 1 -> SpecVersion.V1;
          case 2 -> SpecVersion.V2;
          default ->
              throw new FormatException(
                  ErrorKind.UNSUPPORTED_SPEC_VERSION,
                  object,
                  VERSION_AT,
                  "spec version 1 or 2",
                  Integer.toString(version));
        };
    int type = file.get(ValueLayout.JAVA_BYTE, TYPE_AT) & 0xff;
    FileType fileType =
        FileType.of(type)
            .orElseThrow(() -> bad(object, TYPE_AT, "a file type from 1 to 6", "" + type));
    int compression = file.get(ValueLayout.JAVA_BYTE, COMPRESSION_AT) & 0xff;
    if (compression > 1) {
      throw bad(object, COMPRESSION_AT, "compression 0 or 1", "" + compression);
    }
    return new Envelope(implementation(file), spec, fileType, compression == 1);
  }

  private static String implementation(MemorySegment file) {
    byte[] name =
        file.asSlice(IMPLEMENTATION_AT, IMPLEMENTATION_BYTES).toArray(ValueLayout.JAVA_BYTE);
    int end = name.length;
    while (end > 0 && (name[end - 1] == ' ' || name[end - 1] == 0)) {
      end--;
    }
    return new String(name, 0, end, StandardCharsets.UTF_8);
  }

  /// Takes a file out of its envelope: checks the header, then that the file is an `expected` one
  /// and compressed, then decompresses its body into a segment that `allocator` is asked for once.
  ///
  /// @param maxBodyBytes more than this is refused; see [#MAX_BODY_BYTES]
  public static Decoded decode(
      Zstd zstd,
      MemorySegment file,
      FileType expected,
      String object,
      long maxBodyBytes,
      LongFunction<MemorySegment> allocator) {
    Envelope envelope = parse(file, object);
    MemorySegment stored = envelope.stored(file, expected, object);
    return new Decoded(envelope, zstd.decompress(stored, maxBodyBytes, object, allocator));
  }

  /// The compressed body of the file that this is of: checks that it is an `expected` one and
  /// compressed.
  MemorySegment stored(MemorySegment file, FileType expected, String object) {
    if (type != expected) {
      throw bad(object, TYPE_AT, "a " + expected.text() + " file", type.text());
    }
    if (!compressed) {
      throw bad(object, COMPRESSION_AT, "a body compressed with zstd", "an uncompressed one");
    }
    return file.asSlice(HEADER_BYTES);
  }

  /// Puts a body into an envelope of ours. The result has the exact length of the file; its memory
  /// is what `allocator` gave, which is asked once.
  ///
  /// @param level of zstd
  public static MemorySegment encode(
      Zstd zstd,
      FileType type,
      SpecVersion version,
      MemorySegment body,
      int level,
      LongFunction<MemorySegment> allocator) {
    MemorySegment file = zstd.compress(body, level, HEADER_BYTES, allocator);
    new Envelope(IMPLEMENTATION, version, type, true).write(file);
    return file;
  }

  /// As the other, of a body whose end is compressed already.
  ///
  /// @param head the rest of the body
  static MemorySegment encode(
      Zstd zstd,
      FileType type,
      SpecVersion version,
      MemorySegment head,
      TableFrames end,
      int level,
      LongFunction<MemorySegment> allocator) {
    MemorySegment file = end.file(zstd, head, level, HEADER_BYTES, allocator);
    new Envelope(IMPLEMENTATION, version, type, true).write(file);
    return file;
  }

  private void write(MemorySegment file) {
    byte[] name = Arrays.copyOf(implementation.getBytes(StandardCharsets.UTF_8), 24);
    for (int i = 0; i < name.length; i++) {
      name[i] = name[i] == 0 ? (byte) ' ' : name[i];
    }
    file.asSlice(0, MAGIC.length).copyFrom(MemorySegment.ofArray(MAGIC));
    file.asSlice(IMPLEMENTATION_AT, IMPLEMENTATION_BYTES).copyFrom(MemorySegment.ofArray(name));
    file.set(ValueLayout.JAVA_BYTE, VERSION_AT, (byte) version.number());
    file.set(ValueLayout.JAVA_BYTE, TYPE_AT, (byte) type.number());
    file.set(ValueLayout.JAVA_BYTE, COMPRESSION_AT, (byte) (compressed ? 1 : 0));
  }

  private static FormatException bad(String object, long offset, String expected, String found) {
    return new FormatException(ErrorKind.INVALID_FILE_FORMAT, object, offset, expected, found);
  }
}
