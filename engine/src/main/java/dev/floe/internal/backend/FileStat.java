package dev.floe.internal.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What tells one state of a file from another without its bytes.
///
/// @param inode the number of the file in its file system; 0 where there is none
/// @param modifiedSeconds when its bytes were last written, in whole seconds since 1970
/// @param modifiedNanos and the nanoseconds of that second
record FileStat(
    boolean isRegularFile, long inode, long lengthBytes, long modifiedSeconds, int modifiedNanos) {
  private static final boolean UNIX =
      Path.of("").getFileSystem().supportedFileAttributeViews().contains("unix");

  /// The state of the file at a path.
  static FileStat of(Path path, LinkOption... options) throws IOException {
    if (UNIX) {
      Map<String, Object> attributes =
          Files.readAttributes(path, "unix:ino,size,lastModifiedTime,isRegularFile", options);
      return of(
          (Boolean) attributes.get("isRegularFile"),
          (Long) attributes.get("ino"),
          (Long) attributes.get("size"),
          (FileTime) attributes.get("lastModifiedTime"));
    }
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, options);
    return of(attributes.isRegularFile(), 0, attributes.size(), attributes.lastModifiedTime());
  }

  private static FileStat of(
      boolean isRegularFile, long inode, long lengthBytes, FileTime modified) {
    Instant instant = modified.toInstant();
    return new FileStat(
        isRegularFile, inode, lengthBytes, instant.getEpochSecond(), instant.getNano());
  }

  Instant lastModified() {
    return Instant.ofEpochSecond(modifiedSeconds, modifiedNanos);
  }

  /// The entity tag that the reference gives local files: inode, microseconds and length in
  /// hexadecimal, without quotes.
  String etag() {
    long micros =
        TimeUnit.SECONDS.toMicros(modifiedSeconds) + TimeUnit.NANOSECONDS.toMicros(modifiedNanos);
    return Long.toHexString(inode)
        + '-'
        + Long.toHexString(Math.max(0, micros))
        + '-'
        + Long.toHexString(lengthBytes);
  }
}
