package dev.floe.spec.s3;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent escapes as S3 reads and writes them.
final class Escapes {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Escapes() {}

  /// A text whose escapes are UTF-8.
  ///
  /// @param plusIsSpace as in queries
  static String decoded(String text, boolean plusIsSpace) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        if (i + 2 >= in.length
            || !HexFormat.isHexDigit(in[i + 1])
            || !HexFormat.isHexDigit(in[i + 2])) {
          throw new S3Error(400, "InvalidURI", "Could not parse the specified URI.");
        }
        out.write(HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2]));
        i += 2;
      } else {
        out.write(plusIsSpace && in[i] == '+' ? ' ' : in[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      throw new S3Error(400, "InvalidURI", "The specified URI is not UTF-8.");
    }
  }

  /// As signatures want it: everything but the unreserved characters.
  ///
  /// @param keptSlashes as in paths
  static String canonical(String text, boolean keptSlashes) {
    return encoded(text, keptSlashes ? "-_.~/" : "-_.~", "%20");
  }

  /// As listings with `encoding-type=url` want it.
  static String listed(String text) {
    return encoded(text, "-_.*/", "+");
  }

  private static String encoded(String text, String kept, String space) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || kept.indexOf(c) >= 0)) {
        out.append(c);
      } else if (c == ' ') {
        out.append(space);
      } else {
        HEX.toHexDigits(out.append('%'), b);
      }
    }
    return out.toString();
  }
}
