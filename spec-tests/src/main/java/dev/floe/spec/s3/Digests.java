package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Digests of bodies and texts.
final class Digests {
  static final HexFormat HEX = HexFormat.of();

  private Digests() {}

  static byte[] of(String algorithm, ByteBuf body) {
    MessageDigest digest = digest(algorithm);
    for (ByteBuffer part : body.nioBuffers()) {
      digest.update(part);
    }
    return digest.digest();
  }

  static byte[] of(String algorithm, byte[] bytes) {
    return digest(algorithm).digest(bytes);
  }

  static String sha256Hex(String text) {
    return HEX.formatHex(of("SHA-256", text.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
