package dev.floe.io.internal.s3;

import dev.floe.config.S3Options;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.S3Credentials;
import dev.floe.io.Timeouts;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.NettyHttpClient;
import dev.floe.io.internal.remote.HttpSettings;
import dev.floe.storage.Storage;
import java.time.Duration;
import java.util.Optional;

/// From what is said of a storage, and what the environment adds, to the storage.
public final class S3Opening {
  private static final Duration NEVER = Duration.ofDays(1);

  private S3Opening() {}

  /// Opens a storage of this machine.
  ///
  /// @param profile the profile that was asked for
  public static Storage open(S3Setup setup, Optional<String> profile) {
    return open(setup, profile, AwsEnvironment.ofProcess(), SystemSources.all());
  }

  static Storage open(
      S3Setup setup, Optional<String> profile, AwsEnvironment environment, Sources sources) {
    S3Place place = place(setup, profile, environment);
    return new S3Storage(
        setup,
        NettyHttpClient.open(http(setup), sources),
        new S3Storage.Opened(place, signer(setup, place, sources), sources));
  }

  static S3Place place(S3Setup setup, Optional<String> profile, AwsEnvironment environment) {
    Flavour flavour = setup.layout().flavour();
    S3Options options = setup.options();
    Optional<String> endpoint = options.endpointUrl().or(() -> environment.endpoint(profile));
    if (flavour == Flavour.R2 && endpoint.isEmpty()) {
      throw refused(setup, "expected an account id or an endpoint");
    }
    if (flavour == Flavour.TIGRIS) {
      endpoint = endpoint.or(() -> Optional.of(Tigris.ENDPOINT));
    } else if (endpoint.filter(Tigris::serves).isPresent()) {
      throw refused(setup, "this is an endpoint of Tigris: open tigris://" + setup.bucket());
    }
    String region = region(setup, profile, environment, endpoint);
    boolean pathStyle = options.forcePathStyle() || flavour == Flavour.R2;
    return S3Place.of(setup.bucket(), region, endpoint, pathStyle, options.allowHttp()).in(flavour);
  }

  private static String region(
      S3Setup setup,
      Optional<String> profile,
      AwsEnvironment environment,
      Optional<String> endpoint) {
    Optional<String> region = setup.options().region();
    return switch (setup.layout().flavour()) {
      case R2 -> region.orElse("auto");
      case TIGRIS ->
          region.orElseGet(() -> {
            if (setup.layout().access() == Access.READ_WRITE) {
              throw refused(setup, "expected a region, without which nothing is consistent");
            }
            return "auto";
          });
      case S3 ->
          region
              .or(() -> environment.region(profile))
              .or(() -> endpoint.map(_ -> S3Place.ANY_REGION))
              .or(environment::regionOfMachine)
              .orElseThrow(() ->
                  refused(
                      setup,
                      "no region in the environment and the profile files; set AWS_REGION or"
                          + " the region (--region)"));
    };
  }

  private static InvalidInputException refused(S3Setup setup, String why) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG, "storage " + setup.location() + ": " + why);
  }

  private static Optional<SigV4Signer> signer(S3Setup setup, S3Place place, Sources sources) {
    S3Credentials credentials =
        setup.options().anonymous() ? new S3Credentials.Anonymous() : setup.credentials();
    return KeySource.of(credentials, sources)
        .map(keys -> new SigV4Signer(keys, place.region(), sources.clock()));
  }

  static HttpOptions http(S3Setup setup) {
    HttpOptions options = HttpSettings.of(setup.settings());
    Timeouts said = options.timeouts();
    return setup
        .options()
        .networkStreamTimeoutSeconds()
        .map(seconds -> seconds == 0 ? NEVER : Duration.ofSeconds(seconds))
        .map(read -> new Timeouts(said.connect(), read, said.attempt(), said.operation()))
        .map(options::with)
        .orElse(options);
  }

  /// The fields of all reading requests, before those that say what is asked.
  static Headers reading(S3Setup setup) {
    Headers common = common(setup, setup.readHeaders());
    return isConsistentTigris(setup)
        ? common.overriddenBy(Tigris.reading(setup.options().region().orElseThrow()))
        : common;
  }

  /// The fields of all writing requests, before those that say what is asked.
  static Headers writing(S3Setup setup) {
    Headers common = common(setup, setup.writeHeaders());
    return isConsistentTigris(setup)
        ? common.overriddenBy(Tigris.writing(setup.options().region().orElseThrow()))
        : common;
  }

  private static boolean isConsistentTigris(S3Setup setup) {
    return setup.layout().flavour() == Flavour.TIGRIS
        && setup.layout().access() == Access.READ_WRITE;
  }

  private static Headers common(S3Setup setup, Headers own) {
    Headers ours = Headers.of("User-Agent", "floe");
    if (setup.options().requesterPays()) {
      ours = ours.and("x-amz-request-payer", "requester");
    }
    return ours.overriddenBy(own);
  }
}
