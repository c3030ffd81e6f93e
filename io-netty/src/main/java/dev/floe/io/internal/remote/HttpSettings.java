package dev.floe.io.internal.remote;

import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.config.StorageTimeoutSettings;
import dev.floe.internal.concurrent.Backoff;
import dev.floe.io.Timeouts;
import dev.floe.io.internal.http.HttpOptions;
import java.time.Duration;

/// From the settings of a storage to those of its HTTP client.
public final class HttpSettings {
  private HttpSettings() {}

  /// The standard ones, with the time-outs and retries that were said.
  public static HttpOptions of(StorageSettings settings) {
    Timeouts standard = Timeouts.STANDARD;
    StorageTimeoutSettings said = settings.timeouts();
    Timeouts timeouts =
        new Timeouts(
            said.connect().orElse(standard.connect()),
            said.read().orElse(standard.read()),
            said.operationAttempt().orElse(standard.attempt()),
            said.operation().orElse(standard.operation()));
    StorageRetriesSettings retries = settings.retries();
    Duration first = retries.initialBackoff();
    Duration longest = retries.maxBackoff().compareTo(first) < 0 ? first : retries.maxBackoff();
    return HttpOptions.STANDARD
        .with(timeouts)
        .with(new Backoff(0, retries.maxTries() - 1, first, longest));
  }
}
