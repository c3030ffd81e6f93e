package dev.floe.io.internal.http;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/// One request as it goes over the wire, but for the fields the connection adds (`Host`,
/// `Content-Length`, `Connection`).
///
/// @param method what is done
/// @param origin where it goes
/// @param target path and query, encoded, beginning with a slash
/// @param headers the fields
/// @param body borrowed until the call has ended; shared memory
public record HttpRequest(
    Method method, Origin origin, String target, Headers headers, Optional<MemorySegment> body) {
  /// The methods that object stores use.
  public enum Method {
    GET,
    HEAD,
    PUT,
    POST,
    DELETE
  }

  public HttpRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(body, "body");
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("request target: expected a leading slash");
    }
  }

  /// A request without a body.
  public static HttpRequest of(Method method, Origin origin, String target, Headers headers) {
    return new HttpRequest(method, origin, target, headers, Optional.empty());
  }

  /// The same request with other fields.
  public HttpRequest with(Headers others) {
    return new HttpRequest(method, origin, target, others, body);
  }

  /// Without query and fields, which may hold secrets.
  @Override
  public String toString() {
    int query = target.indexOf('?');
    return method + " " + origin + (query < 0 ? target : target.substring(0, query) + "?…");
  }
}
