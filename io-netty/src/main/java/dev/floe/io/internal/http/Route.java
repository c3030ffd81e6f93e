package dev.floe.io.internal.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/// The way to an origin: straight, or over a proxy. An HTTP proxy is told by plain requests where
/// they go; for TLS it is asked for a tunnel, and sees nothing of what goes through. A SOCKS proxy
/// is asked for a connection and sees nothing of it but its bytes.
///
/// @param host whose addresses are tried
/// @param port the port there
/// @param via what that is: `DIRECT` is the origin itself
/// @param login who asks the proxy
record Route(String host, int port, Proxy.Type via, Optional<ProxyLogin> login) {
  /// The way that a selector says.
  static Route to(Origin origin, Optional<ProxySelector> proxies) {
    if (proxies.isPresent()) {
      for (Proxy proxy : proxies.get().select(URI.create(origin + "/"))) {
        if (proxy.type() == Proxy.Type.DIRECT) {
          return straight(origin);
        }
        if (proxy.address() instanceof InetSocketAddress address) {
          return new Route(
              address.getHostString(),
              address.getPort(),
              proxy.type(),
              ProxyLogin.of(proxy.type(), address));
        }
      }
    }
    return straight(origin);
  }

  private static Route straight(Origin origin) {
    return new Route(origin.host(), origin.port(), Proxy.Type.DIRECT, Optional.empty());
  }

  /// The addresses to try; asks the resolver, and so may wait.
  InetAddress[] addresses() throws UnknownHostException {
    return InetAddress.getAllByName(host);
  }

  /// What plain requests carry for the proxy; empty where they go to the origin itself.
  Optional<Headers> proxyFields() {
    return via == Proxy.Type.HTTP
        ? Optional.of(
            login
                .map(known -> Headers.of("Proxy-Authorization", known.basic()))
                .orElse(Headers.NONE))
        : Optional.empty();
  }
}
