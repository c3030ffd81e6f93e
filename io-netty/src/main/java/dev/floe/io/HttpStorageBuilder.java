package dev.floe.io;

import dev.floe.config.StorageSettings;
import dev.floe.config.StorageTimeoutSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.io.internal.web.HttpOpening;
import dev.floe.storage.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/// Opens the objects below a URL of a web server, to be read:
///
/// ```java
/// Storage storage =
///     new HttpStorageBuilder("https://data.example.org/repo").header("X-Key", key).open();
/// ```
///
/// Redirects are followed, ten at most; another origin never sees the headers given here.
public final class HttpStorageBuilder {
  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,9}) ?(ms|s|m|millis|seconds?|minutes?)?");

  private final String url;
  private final List<Headers.Field> headers = new ArrayList<>();
  private ClientSetup client = ClientSetup.of(StorageSettings.empty());

  /// A storage of what lies below `url`.
  public HttpStorageBuilder(String url) {
    this.url = Objects.requireNonNull(url, "url");
  }

  /// A field of every request to the server.
  public HttpStorageBuilder header(String name, String value) {
    headers.add(new Headers.Field(name, value));
    return this;
  }

  /// Retries, time-outs and the sizes of parts.
  public HttpStorageBuilder settings(StorageSettings newSettings) {
    this.client = client.with(newSettings);
    return this;
  }

  /// Keys and trust in place of the JVM's own.
  public HttpStorageBuilder tls(SSLContext context) {
    this.client = client.with(Objects.requireNonNull(context, "context"));
    return this;
  }

  /// Who requests are for, in the server's logs; unset, nobody in particular.
  public HttpStorageBuilder attribution(Attribution who) {
    this.client = client.with(who);
    return this;
  }

  /// A setting of the reference's HTTP client by its name: `timeout`, `connect_timeout` (such as
  /// `30s` or `500 ms`) and `user_agent`. Others are left alone.
  public HttpStorageBuilder option(String name, String value) {
    StorageSettings settings = client.settings();
    StorageTimeoutSettings.Builder timeouts = settings.timeouts().toBuilder();
    switch (name) {
      case "timeout" -> timeouts.operationAttempt(duration(name, value));
      case "connect_timeout" -> timeouts.connect(duration(name, value));
      case "user_agent" -> header("User-Agent", value);
      default -> {
        return this;
      }
    }
    client = client.with(settings.toBuilder().timeouts(timeouts.build()).build());
    return this;
  }

  private static Duration duration(String name, String value) {
    Matcher matcher = DURATION.matcher(value.strip());
    if (!matcher.matches()) {
      throw new InvalidInputException(
          ErrorKind.STORAGE_CONFIG,
          "option " + name + ": expected a duration such as 30s, found \"" + value + "\"");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms", "millis" -> Duration.ofMillis(number);
      case "m", "minute", "minutes" -> Duration.ofMinutes(number);
      case null, default -> Duration.ofSeconds(number);
    };
  }

  /// Opens the storage; nothing is sent yet. Whoever opens it closes it.
  public Storage open() {
    return HttpOpening.open(new HttpOpening.Setup(url, List.copyOf(headers), client));
  }
}
