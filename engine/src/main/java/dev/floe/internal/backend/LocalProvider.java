package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageProvider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;

/// Opens `file:///…`, the files below a directory that may be made later.
public final class LocalProvider implements StorageProvider {
  @Override
  public boolean accepts(String scheme) {
    return scheme.equals("file");
  }

  @Override
  public Storage open(String url, StorageOptions options) {
    Path root = path(url);
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw refused(ErrorKind.STORAGE_CONFIG, url, "a directory, found a file");
    }
    return LocalStorage.open(
        root,
        LocalOptions.of(url, options),
        SystemSources.clock(),
        SystemSources.nanoClock(),
        SystemSources.random());
  }

  /// `file:/a`, `file:///a` and `file://localhost/a`, percent-decoded; `?` and `#` are taken for
  /// themselves.
  private static Path path(String url) {
    String rest = url.substring(url.indexOf(':') + 1);
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      String host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
      if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
        throw refused(ErrorKind.CANNOT_PARSE_URL, url, "no host, found " + host);
      }
      rest = slash < 0 ? "" : rest.substring(slash);
    }
    if (!rest.startsWith("/")) {
      throw refused(ErrorKind.CANNOT_PARSE_URL, url, "an absolute path");
    }
    try {
      return Path.of(decoded(rest, url)).normalize();
    } catch (InvalidPathException e) {
      throw refused(ErrorKind.CANNOT_PARSE_URL, url, "a path: " + e.getReason());
    }
  }

  private static String decoded(String text, String url) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '%') {
        int end = text.offsetByCodePoints(i, 1);
        bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end - 1;
        continue;
      }
      if (i + 2 >= text.length()
          || !HexFormat.isHexDigit(text.charAt(i + 1))
          || !HexFormat.isHexDigit(text.charAt(i + 2))) {
        throw refused(ErrorKind.CANNOT_PARSE_URL, url, "two hexadecimal digits after every %");
      }
      bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static InvalidInputException refused(ErrorKind kind, String url, String expected) {
    return new InvalidInputException(kind, "storage " + url + ": expected " + expected);
  }
}
