package dev.floe.io.internal.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/// The way to an origin: straight, or over a proxy. Plain requests name their origin to the proxy;
/// for TLS it is asked for a tunnel, and sees nothing of what goes through.
///
/// @param host whose addresses are tried
/// @param port the port there
/// @param proxied whether that is a proxy
record Route(String host, int port, boolean proxied) {
  /// The way that a selector says.
  static Route to(Origin origin, Optional<ProxySelector> proxies) {
    if (proxies.isPresent()) {
      for (Proxy proxy : proxies.get().select(URI.create(origin + "/"))) {
        switch (proxy.type()) {
          case DIRECT -> {
            return straight(origin);
          }
          case HTTP -> {
            InetSocketAddress address = (InetSocketAddress) proxy.address();
            return new Route(address.getHostString(), address.getPort(), true);
          }
          case SOCKS -> {} // not spoken; the next
        }
      }
    }
    return straight(origin);
  }

  private static Route straight(Origin origin) {
    return new Route(origin.host(), origin.port(), false);
  }

  /// The addresses to try; asks the resolver, and so may wait.
  InetAddress[] addresses() throws UnknownHostException {
    return InetAddress.getAllByName(host);
  }
}
