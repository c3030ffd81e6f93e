package dev.floe.io.internal.remote;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.internal.http.Origin;
import java.net.URI;
import java.net.URISyntaxException;

/// A place that was given in place of a service's own.
///
/// @param origin where requests go
/// @param basePath what stands before their targets; empty, or with a leading slash and none at its
///   end
public record Endpoint(Origin origin, String basePath) {
  /// The endpoint of a URL.
  ///
  /// @param location the storage that it was given for, for messages
  public static Endpoint of(String location, String url) {
    try {
      URI uri = new URI(url);
      boolean tls = "https".equalsIgnoreCase(uri.getScheme());
      if (!tls && !"http".equalsIgnoreCase(uri.getScheme())
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw refused(location);
      }
      int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
      String host = uri.getHost().replaceAll("[\\[\\]]", "");
      return new Endpoint(new Origin(tls, host, port), uri.getRawPath().replaceAll("/+$", ""));
    } catch (URISyntaxException _) {
      throw refused(location);
    }
  }

  private static InvalidInputException refused(String location) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG,
        "storage " + location + ": expected an endpoint http://HOST[:PORT][/PATH] or https://…");
  }
}
