package dev.floe.io.internal.crt;

import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.Origin;
import java.net.Proxy;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// What is said of connections that the native client would not keep to: where there is any of it
/// Netty carries all, for it does.
public final class CrtObstacles {
  private CrtObstacles() {}

  /// The first obstacle, in words.
  public static Optional<String> of(Origin origin, HttpOptions http) {
    if (http.tls().isPresent()) {
      return Optional.of("the storage has an SSLContext of its own");
    }
    if (origin.tls() && hasOwnTrust()) {
      return Optional.of("the JVM has a trust store or an SSLContext of its own");
    }
    URI server = URI.create(origin.toString());
    boolean proxied =
        http.proxies().map(proxies -> proxies.select(server)).orElse(List.of()).stream()
            .anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    return proxied ? Optional.of("there is a proxy") : Optional.empty();
  }

  private static boolean hasOwnTrust() {
    try {
      return System.getProperty("javax.net.ssl.trustStore") != null
          || System.getProperty("javax.net.ssl.keyStore") != null
          || !"Default".equals(SSLContext.getDefault().getProtocol());
    } catch (NoSuchAlgorithmException _) {
      return true;
    }
  }
}
