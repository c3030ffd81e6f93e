package dev.floe.io.internal.http;

import java.net.Authenticator;
import java.net.Authenticator.RequestorType;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Who asks a proxy. Shown by no `toString`.
///
/// @param user a name
/// @param password what proves it
record ProxyLogin(String user, String password) {
  /// What the JVM's [Authenticator] says, as it does for the JDK's own clients; for SOCKS also the
  /// properties that they look at. May wait for a person.
  static Optional<ProxyLogin> of(Proxy.Type type, InetSocketAddress proxy) {
    boolean socks = type == Proxy.Type.SOCKS;
    PasswordAuthentication said =
        Authenticator.requestPasswordAuthentication(
            proxy.getHostString(),
            proxy.getAddress(),
            proxy.getPort(),
            socks ? "SOCKS5" : "http",
            socks ? "SOCKS authentication" : "proxy",
            socks ? null : "basic",
            null,
            RequestorType.PROXY);
    if (said != null && said.getUserName() != null) {
      return Optional.of(new ProxyLogin(said.getUserName(), new String(said.getPassword())));
    }
    String user = System.getProperty("java.net.socks.username");
    return socks && user != null
        ? Optional.of(new ProxyLogin(user, System.getProperty("java.net.socks.password", "")))
        : Optional.empty();
  }

  /// The value of `Proxy-Authorization`.
  String basic() {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public String toString() {
    return "ProxyLogin[]";
  }
}
