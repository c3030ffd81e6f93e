package dev.floe.io.internal.web;

import dev.floe.io.internal.http.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// An `http` or `https` URL: its origin, and path and query as they go over the wire. User names in
/// it are refused, for they would be secrets in messages; a fragment is dropped.
///
/// @param origin the server
/// @param target encoded path and query, beginning with a slash
record WebUrl(Origin origin, String target) {
  /// The URL of a text; empty if it is none.
  static Optional<WebUrl> of(String text) {
    try {
      return of(new URI(text));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// A reference that was found under another URL.
  static Optional<WebUrl> resolved(Origin origin, String target, String reference) {
    try {
      return of(new URI(origin + target).resolve(new URI(reference.strip())));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<WebUrl> of(URI uri) {
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    boolean web = tls || "http".equalsIgnoreCase(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return Optional.empty();
    }
    String host = uri.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String target = path.startsWith("/") ? path : "/" + path;
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return Optional.of(new WebUrl(new Origin(tls, bare, port), target + query));
  }

  /// Without what may be a secret.
  @Override
  public String toString() {
    int query = target.indexOf('?');
    return origin + (query < 0 ? target : target.substring(0, query) + "?…");
  }
}
