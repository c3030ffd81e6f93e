package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.auth.Refreshed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/// Keys that are good at the time, from wherever they come.
final class KeySource {
  private static final Duration AHEAD = Duration.ofMinutes(2);

  /// How long keys without an expiry are taken from the machine without asking it again: files and
  /// roles may change.
  private static final Duration SETTLED = Duration.ofMinutes(5);

  /// The same of temporary keys whose end the SDK does not tell, as those of single sign-on: it has
  /// others a minute before, and is asked often enough to hand them out in time.
  private static final Duration SETTLED_TEMPORARY = AHEAD.plusSeconds(20);

  /// Keys and when to ask for others.
  private record Fetched(Keys keys, Optional<Instant> until) {}

  private final Supplier<CompletableFuture<Keys>> current;
  private final Optional<Runnable> renewal;

  private KeySource(Supplier<CompletableFuture<Keys>> current, Optional<Runnable> renewal) {
    this.current = current;
    this.renewal = renewal;
  }

  /// Keys that are good at the time.
  CompletableFuture<Keys> current() {
    return current.get();
  }

  /// The store says that these keys are not good any more: whether there may be others, which the
  /// next who asks waits for.
  boolean renew() {
    renewal.ifPresent(Runnable::run);
    return renewal.isPresent();
  }

  /// A source for signed requests; empty for anonymous ones.
  static Optional<KeySource> of(S3Credentials credentials, Sources sources) {
    return switch (credentials) {
      case S3Credentials.Anonymous _ -> Optional.empty();
      case Keys keys ->
          Optional.of(new KeySource(() -> unexpired(keys, sources), Optional.empty()));
      case S3Credentials.Refreshing(var source) ->
          Optional.of(refreshed(() -> asked(source), sources));
      case S3Credentials.Ambient _ ->
          Optional.of(
              refreshed(ofMachine(DefaultCredentialsProvider.builder().build(), sources), sources));
      case S3Credentials.Profile(String name) ->
          Optional.of(
              refreshed(ofMachine(ProfileCredentialsProvider.create(name), sources), sources));
    };
  }

  private static CompletableFuture<Keys> unexpired(Keys keys, Sources sources) {
    boolean expired =
        keys.expiresAt().filter(end -> !end.isAfter(sources.clock().instant())).isPresent();
    return expired
        ? CompletableFuture.failedFuture(
            new InvalidInputException(
                ErrorKind.INVALID_CREDENTIALS,
                "S3 credentials: expired at " + keys.expiresAt().orElseThrow()))
        : CompletableFuture.completedFuture(keys);
  }

  private static KeySource refreshed(Supplier<Fetched> fetch, Sources sources) {
    Refreshed<Fetched> refreshed = new Refreshed<>(fetch, Fetched::until, AHEAD, sources);
    return new KeySource(
        () -> refreshed.current().thenApply(Fetched::keys), Optional.of(refreshed::forget));
  }

  private static Fetched asked(Supplier<Keys> source) {
    Keys keys;
    try {
      keys = source.get();
    } catch (RuntimeException e) {
      throw new StorageException(
          ErrorKind.OBJECT_STORE, "", "S3 credentials: the callback that refreshes them failed", e);
    }
    if (keys == null) {
      throw new StorageException(
          ErrorKind.OBJECT_STORE, "", "S3 credentials: expected keys of the callback, found null");
    }
    return new Fetched(keys, keys.expiresAt());
  }

  private static Supplier<Fetched> ofMachine(AwsCredentialsProvider provider, Sources sources) {
    return () -> {
      AwsCredentials found;
      try {
        found = provider.resolveCredentials();
      } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
        throw new StorageException(
            ErrorKind.OBJECT_STORE,
            "",
            "S3 credentials: none found in the environment, profile files and roles; set"
                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a profile, or ask anonymously",
            e);
      }
      Optional<String> token =
          found instanceof AwsSessionCredentials session
              ? Optional.of(session.sessionToken())
              : Optional.empty();
      Optional<Instant> expiry = found.expirationTime();
      Keys keys = new Keys(found.accessKeyId(), found.secretAccessKey(), token, expiry);
      boolean unknownEnd = token.isPresent() && expiry.isEmpty();
      Instant settled = sources.clock().instant().plus(unknownEnd ? SETTLED_TEMPORARY : SETTLED);
      return new Fetched(keys, Optional.of(expiry.filter(settled::isAfter).orElse(settled)));
    };
  }
}
