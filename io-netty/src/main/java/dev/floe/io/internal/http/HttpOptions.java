package dev.floe.io.internal.http;

import dev.floe.internal.concurrent.Backoff;
import dev.floe.io.Timeouts;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How a client works.
///
/// @param timeouts when what is waited for is given up
/// @param retries how often and after which pauses an attempt follows another
/// @param hosts what one host is burdened with
/// @param tls keys and trust; empty for the JVM's own
/// @param proxies which proxy stands before a host; empty for none
/// @param transport how bytes reach the kernel
/// @param threads how many event loops run
public record HttpOptions(
    Timeouts timeouts,
    Backoff retries,
    HostLimits hosts,
    Optional<SSLContext> tls,
    Optional<ProxySelector> proxies,
    Transport transport,
    int threads) {
  /// How bytes reach the kernel.
  public enum Transport {
    /// The JDK's selectors: everywhere, and as fast as the others on few cores.
    NIO,
    /// Linux; needs Netty's native part for it on the class path.
    EPOLL,
    /// Linux 5.9 and later, where it is allowed; needs Netty's native part for it likewise.
    IO_URING
  }

  /// What one host is burdened with.
  ///
  /// @param connections the most connections, and so the most requests at once
  /// @param longestQueue the most calls that wait for one
  /// @param idle after how long an unused connection is closed
  /// @param hedging whether slow reads are asked a second time
  public record HostLimits(int connections, int longestQueue, Duration idle, boolean hedging) {
    public HostLimits {
      if (connections < 1 || longestQueue < 0 || idle.isNegative()) {
        throw new IllegalArgumentException(
            "host limits: " + connections + " connections, a queue of " + longestQueue);
      }
    }
  }

  /// Ten tries, 128 connections for each host, the JVM's trust and proxies; the transport that the
  /// system property `dev.floe.io.transport` names, or the JDK's.
  public static final HttpOptions STANDARD =
      new HttpOptions(
          Timeouts.STANDARD,
          new Backoff(0, 9, Duration.ofMillis(100), Duration.ofSeconds(20)),
          new HostLimits(128, 10_000, Duration.ofSeconds(20), true),
          Optional.empty(),
          Optional.ofNullable(ProxySelector.getDefault()),
          Transports.named(System.getProperty(Transports.PROPERTY, "nio")),
          Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8));

  public HttpOptions {
    Objects.requireNonNull(timeouts, "timeouts");
    Objects.requireNonNull(retries, "retries");
    Objects.requireNonNull(hosts, "hosts");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(proxies, "proxies");
    Objects.requireNonNull(transport, "transport");
    if (threads < 1) {
      throw new IllegalArgumentException("event loops: expected at least one, found " + threads);
    }
  }

  /// The same with other time-outs.
  public HttpOptions with(Timeouts other) {
    return new HttpOptions(other, retries, hosts, tls, proxies, transport, threads);
  }

  /// The same with other retries.
  public HttpOptions with(Backoff other) {
    return new HttpOptions(timeouts, other, hosts, tls, proxies, transport, threads);
  }

  /// The same with other limits of a host.
  public HttpOptions with(HostLimits other) {
    return new HttpOptions(timeouts, retries, other, tls, proxies, transport, threads);
  }

  /// The same with other keys and trust.
  public HttpOptions with(SSLContext other) {
    return new HttpOptions(
        timeouts, retries, hosts, Optional.of(other), proxies, transport, threads);
  }

  /// The same with other proxies.
  public HttpOptions with(ProxySelector other) {
    return new HttpOptions(timeouts, retries, hosts, tls, Optional.of(other), transport, threads);
  }

  /// The same over another transport.
  public HttpOptions with(Transport other) {
    return new HttpOptions(timeouts, retries, hosts, tls, proxies, other, threads);
  }
}
