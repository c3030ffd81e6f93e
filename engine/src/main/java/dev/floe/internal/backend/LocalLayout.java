package dev.floe.internal.backend;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/// Which file holds which object: `<root>/<key>`, each segment of the key percent-encoded as the
/// reference does it, or verbatim where the files are somebody else's.
///
/// Encoded are control characters, DEL, everything outside ASCII (byte by byte of its UTF-8) and
/// ``\ { } ^ % ` " < > [ ] # | ~ * ?``. Names that end in `#` and decimal digits are therefore free
/// for lock files and staged files, and the reference neither lists nor minds them.
record LocalLayout(Path root, boolean encoded) {
  private static final String ENCODED = "\\{}^%`\"<>[]#|~*?";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /// The number in the name of the lock file beside an object.
  private static final long LOCK = 0;

  /// How the name of the file for turns ends: a number like that of the lock file, so that nobody
  /// takes it for a staged file, and another name.
  private static final String TURN = "#00";

  /// How the name of the directory for requests ends, whose files are named like staged ones.
  private static final String REQUESTS = "#000";

  /// The file of a key that [ObjectKeys] has accepted.
  Path file(String key) {
    return root.resolve(name(key));
  }

  /// The path of that file below the root.
  String name(String key) {
    return encoded ? encode(key) : key;
  }

  /// The key of a file below the root. A name that this layout would not have written is its own
  /// key, for want of a better one.
  String key(String relativePath) {
    return encoded ? decode(relativePath) : relativePath;
  }

  /// Whether a file name is one of ours beside the objects.
  boolean isReserved(String fileName) {
    return encoded && number(fileName) >= 0;
  }

  /// Whether a file name is that of a staged file.
  static boolean isStaged(String fileName) {
    return number(fileName) > LOCK;
  }

  /// The lock file beside a file; it is never deleted.
  static Path lockFile(Path file) {
    return sibling(file, LOCK);
  }

  /// The file beside a file by which turns at replacing it are taken; it is never deleted.
  static Path turnFile(Path file) {
    return file.resolveSibling(file.getFileName() + TURN);
  }

  /// The directory beside a file for what is asked of those who have a turn at it.
  static Path requestDirectory(Path file) {
    return file.resolveSibling(file.getFileName() + REQUESTS);
  }

  /// A name for the staged successor of a file.
  static Path stagedFile(Path file, long number) {
    return sibling(file, number);
  }

  private static Path sibling(Path file, long number) {
    return file.resolveSibling(file.getFileName() + "#" + number);
  }

  /// Whether an object is written once and never changed, as the specification has it: such objects
  /// need neither lock nor content hash.
  static boolean isImmutable(String key) {
    int slash = key.indexOf('/');
    return slash > 0
        && switch (key.substring(0, slash)) {
          case "chunks", "manifests", "snapshots", "transactions", "overwritten" -> true;
          default -> false;
        };
  }

  /// The number behind the last `#`, or -1 if the name does not end in one.
  private static long number(String fileName) {
    int hash = fileName.lastIndexOf('#');
    if (hash < 0 || hash == fileName.length() - 1) {
      return -1;
    }
    for (int i = hash + 1; i < fileName.length(); i++) {
      if (fileName.charAt(i) < '0' || fileName.charAt(i) > '9') {
        return -1;
      }
    }
    return fileName.length() - hash > 19
        ? Long.MAX_VALUE
        : Long.parseLong(fileName, hash + 1, fileName.length(), 10);
  }

  private static String encode(String key) {
    int plain = 0;
    while (plain < key.length() && !isEncoded(key.charAt(plain))) {
      plain++;
    }
    if (plain == key.length()) {
      return key;
    }
    StringBuilder name = new StringBuilder(key.length() + 16);
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      if (isEncoded((char) (b & 0xff))) {
        HEX.toHexDigits(name.append('%'), b);
      } else {
        name.append((char) b);
      }
    }
    return name.toString();
  }

  private static boolean isEncoded(char c) {
    return c < 0x20 || c > 0x7e || ENCODED.indexOf(c) >= 0;
  }

  private static String decode(String name) {
    if (name.indexOf('%') < 0) {
      return name;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '%' && i + 2 < name.length() && isHex(name, i + 1)) {
        bytes.write(HexFormat.fromHexDigits(name, i + 1, i + 3));
        i += 2;
      } else if (c == '%' || c > 0x7f) {
        return name;
      } else {
        bytes.write(c);
      }
    }
    String key = bytes.toString(StandardCharsets.UTF_8);
    return encode(key).equals(name) ? key : name;
  }

  private static boolean isHex(String name, int at) {
    return HexFormat.isHexDigit(name.charAt(at)) && HexFormat.isHexDigit(name.charAt(at + 1));
  }
}
