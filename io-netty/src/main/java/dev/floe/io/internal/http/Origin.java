package dev.floe.io.internal.http;

import java.util.Locale;

/// Where requests go: a connection serves one origin only.
///
/// @param tls whether it speaks TLS
/// @param host a name or an address, lower case, IPv6 without brackets
/// @param port the TCP port
public record Origin(boolean tls, String host, int port) {
  public Origin {
    host = host.toLowerCase(Locale.ROOT);
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("origin: host \"" + host + "\", port " + port);
    }
  }

  /// The value of a `Host` header: the port only where it is not the scheme's own.
  public String authority() {
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? bracketed : bracketed + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority();
  }
}
