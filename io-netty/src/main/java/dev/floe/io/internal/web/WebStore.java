package dev.floe.io.internal.web;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.http.UrlEscapes;
import dev.floe.io.internal.reads.ReadableStore;
import dev.floe.storage.ObjectVersion;
import java.util.Optional;

/// How a web server is asked. The version of an object is its entity tag, or, where the server has
/// none, its date, kept as a generation: it tells less, for two changes may share a second.
final class WebStore implements ReadableStore {
  private final WebUrl base;
  private final Headers headers;

  /// @param base what keys are appended to, without a slash at its end
  /// @param headers the fields of every request
  WebStore(WebUrl base, Headers headers) {
    this.base = base;
    this.headers = Headers.of("Accept-Encoding", "identity").overriddenBy(headers);
  }

  @Override
  public String url(String key) {
    return base + "/" + key;
  }

  @Override
  public HttpRequest get(String key) {
    return request(HttpRequest.Method.GET, key);
  }

  @Override
  public HttpRequest head(String key) {
    return request(HttpRequest.Method.HEAD, key);
  }

  private HttpRequest request(HttpRequest.Method method, String key) {
    return HttpRequest.of(
        method, base.origin(), base.target() + "/" + UrlEscapes.path(key), headers);
  }

  @Override
  public RequestSigner signer() {
    return RequestSigner.NONE;
  }

  @Override
  public ObjectVersion version(String key, AnswerHead head) {
    Optional<String> encoding = head.headers().first("Content-Encoding");
    if (encoding.filter(value -> !value.equalsIgnoreCase("identity")).isPresent()) {
      throw new StorageException(
          ErrorKind.OBJECT_STORE,
          key,
          url(key)
              + ": expected the bytes as they are stored, found them in encoding "
              + encoding.get());
    }
    Optional<String> etag = head.headers().first("ETag").filter(value -> !value.isBlank());
    Optional<String> date = head.headers().first("Last-Modified");
    if (etag.isEmpty() && date.isEmpty()) {
      return new ObjectVersion(Optional.empty(), Optional.of("unknown"));
    }
    return new ObjectVersion(etag, etag.isPresent() ? Optional.empty() : date);
  }

  @Override
  public Headers onlyAt(ObjectVersion version) {
    return condition(version, "If-Match", "If-Unmodified-Since");
  }

  @Override
  public Headers unlessAt(ObjectVersion version) {
    return condition(version, "If-None-Match", "If-Modified-Since");
  }

  /// A weak tag never matches strongly; what the answers say is compared in any case.
  private static Headers condition(ObjectVersion version, String byTag, String byDate) {
    if (version.etag().isPresent()) {
      String etag = version.etag().get();
      return etag.startsWith("W/") && byTag.equals("If-Match")
          ? Headers.NONE
          : Headers.of(byTag, etag);
    }
    return version
        .generation()
        .filter(date -> date.endsWith("GMT"))
        .map(date -> Headers.of(byDate, date))
        .orElse(Headers.NONE);
  }

  @Override
  public boolean isMissing(HttpAnswer answer) {
    return answer.status() == 404 || answer.status() == 410;
  }

  @Override
  public StorageException failure(String operation, String key, HttpAnswer answer) {
    int status = answer.status();
    String hint =
        switch (status) {
          case 401, 403 -> "; the server wants to know who asks: give it a header";
          default -> "";
        };
    boolean busy = status == 429 || status == 503;
    boolean passes = busy || status == 408 || status == 499 || status >= 500 && status != 501;
    return new StorageException(
        busy ? ErrorKind.THROTTLED : ErrorKind.OBJECT_STORE,
        key,
        operation + " " + url(key) + ": status " + status + hint,
        passes,
        null);
  }
}
