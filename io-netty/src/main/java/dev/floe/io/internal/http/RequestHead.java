package dev.floe.io.internal.http;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The bytes of a request before its body. What could end a line early is refused.
///
/// ```
/// PUT /bucket/key?x-id=… HTTP/1.1 ⏎  Host: … ⏎  fields ⏎  Content-Length: … ⏎  ⏎
/// ```
final class RequestHead {
  private RequestHead() {}

  /// @param proxy the fields for a proxy, to which the target names its origin; empty for none
  static ByteBuf encode(HttpRequest request, Optional<Headers> proxy, ByteBufAllocator allocator) {
    StringBuilder text = new StringBuilder(512);
    text.append(request.method().name()).append(' ');
    if (proxy.isPresent()) {
      text.append(request.origin());
    }
    text.append(checkedTarget(request.target())).append(" HTTP/1.1\r\n");
    if (request.headers().first("Host").isEmpty()) {
      field(text, "Host", request.origin().authority());
    }
    for (Headers.Field each : request.headers().fields()) {
      if (!each.name().equalsIgnoreCase("Content-Length")) {
        field(text, each.name(), each.value());
      }
    }
    for (Headers.Field each : proxy.orElse(Headers.NONE).fields()) {
      field(text, each.name(), each.value());
    }
    switch (request.method()) {
      case PUT, POST -> field(text, "Content-Length", String.valueOf(bodyBytes(request)));
      case GET, HEAD, DELETE -> {
        if (request.body().isPresent()) {
          field(text, "Content-Length", String.valueOf(bodyBytes(request)));
        }
      }
    }
    text.append("\r\n");
    ByteBuf bytes = allocator.ioBuffer(text.length());
    bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    return bytes;
  }

  private static long bodyBytes(HttpRequest request) {
    return request.body().map(MemorySegment::byteSize).orElse(0L);
  }

  private static void field(StringBuilder text, String name, String value) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':') {
        throw refused("field name: expected visible ASCII without a colon");
      }
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
        throw refused("field " + name + ": expected no control and no wide character");
      }
    }
    text.append(name).append(": ").append(value).append("\r\n");
  }

  private static String checkedTarget(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw refused("target: expected visible ASCII, found character " + (int) c);
      }
    }
    return target;
  }

  private static InvalidInputException refused(String what) {
    return new InvalidInputException(ErrorKind.STORAGE_CONFIG, "HTTP request " + what);
  }
}
