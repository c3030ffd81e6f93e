package dev.floe.io.internal.s3;

import dev.floe.config.S3Options;
import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.crt.CrtSigning;
import dev.floe.io.internal.crt.LargeReads;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.NettyHttpClient;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.io.internal.remote.FoundStorage;
import dev.floe.io.internal.remote.RemoteStorage;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// From what is said of a storage, and what the environment adds, to the storage.
public final class S3Opening {
  private static final Duration NEVER = Duration.ofDays(1);

  /// The process's own time and chance.
  private static final Sources OWN = SystemSources.all();

  private S3Opening() {}

  /// Opens a storage of this machine.
  ///
  /// @param profile the profile that was asked for
  public static Storage open(S3Setup setup, Optional<String> profile) {
    return open(setup, profile, AwsEnvironment.ofProcess(), OWN);
  }

  static Storage open(
      S3Setup setup, Optional<String> profile, AwsEnvironment environment, Sources sources) {
    S3Place place = place(setup, profile, environment);
    ClientSetup client = client(setup);
    Optional<SigV4Signer> signer = signer(setup, place, sources);
    HttpClient netty = NettyHttpClient.open(client.http(), sources);
    HttpClient any = withLargeReads(netty, setup, place, signer, sources);
    HttpClient http = signer.<HttpClient>map(known -> new SignedHttp(any, known)).orElse(any);
    RequestSigner signing = signer.<RequestSigner>map(known -> known).orElse(RequestSigner.NONE);
    Stores stores =
        (keys, its, through) ->
            new S3Store(
                setup.location(),
                capabilities(setup, its.settings()),
                requests(setup, place, keys, its.settings()),
                through,
                signing,
                S3Transfers.of(setup, place, its, signing(place, signer), sources == OWN));
    Function<S3Keys, Storage> storage =
        keys ->
            new RemoteStorage(
                client, http, (its, through) -> stores.store(keys, its, through), sources.random());
    S3Keys plain = S3Keys.below(setup.prefix());
    if (setup.layout().access() == Access.FOREIGN) {
      return storage.apply(S3Keys.foreign(setup.prefix()));
    }
    if (setup.prefix().isEmpty() && setup.layout().rooted().isEmpty()) {
      S3Layout layout =
          new S3Layout(
              stores.store(plain, client, http), stores.store(plain.rooted(), client, http));
      return new FoundStorage(
          setup.location(),
          capabilities(setup, client.settings()),
          () -> layout.asked().thenApply(storage),
          http::close);
    }
    return storage.apply(setup.layout().rooted().orElse(false) ? plain.rooted() : plain);
  }

  /// Large ranges by the native client, where somebody asked for it.
  private static HttpClient withLargeReads(
      HttpClient netty,
      S3Setup setup,
      S3Place place,
      Optional<SigV4Signer> signer,
      Sources sources) {
    if (setup.crtFromBytes().isEmpty()) {
      return netty;
    }
    if (sources != OWN) {
      LargeReads.sayUnused("the storage has a clock of its own");
      return netty;
    }
    return LargeReads.over(
        netty,
        setup.crtFromBytes().getAsLong(),
        place.origin(),
        signing(place, signer),
        client(setup).http(),
        sources);
  }

  private static CrtSigning signing(S3Place place, Optional<SigV4Signer> signer) {
    return new Signing(place.region(), signer);
  }

  private record Signing(String region, Optional<SigV4Signer> signer) implements CrtSigning {
    @Override
    public boolean isSigned() {
      return signer.isPresent();
    }

    @Override
    public CompletableFuture<Optional<Keys>> keys() {
      return signer
          .map(mine -> mine.keys().thenApply(Optional::of))
          .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    @Override
    public boolean isOnTime() {
      return signer.map(SigV4Signer::isOnTime).orElse(true);
    }
  }

  /// Makes the store of a bucket whose keys are known.
  @FunctionalInterface
  private interface Stores {
    S3Store store(S3Keys keys, ClientSetup client, HttpClient http);
  }

  private static StorageCapabilities capabilities(S3Setup setup, StorageSettings settings) {
    boolean writable = setup.layout().access() == Access.READ_WRITE;
    return new StorageCapabilities(
        writable,
        writable && !setup.prefix().isEmpty(),
        settings.unsafeUseConditionalCreate(),
        settings.unsafeUseConditionalUpdate(),
        settings.unsafeUseMetadata());
  }

  private static S3Requests requests(
      S3Setup setup, S3Place place, S3Keys keys, StorageSettings settings) {
    return new S3Requests(
        place, keys, reading(setup), writing(setup), setup.options().checksumAlgorithm(), settings);
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

  /// What is said of the client, where a stalled answer has a time-out of its own.
  static ClientSetup client(S3Setup setup) {
    return setup
        .options()
        .networkStreamTimeoutSeconds()
        .map(seconds -> seconds == 0 ? NEVER : Duration.ofSeconds(seconds))
        .map(read -> read.compareTo(NEVER) > 0 ? NEVER : read)
        .map(read -> setup.settings().timeouts().toBuilder().read(read).build())
        .map(timeouts -> setup.settings().toBuilder().timeouts(timeouts).build())
        .map(setup.client()::with)
        .orElse(setup.client());
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
    Headers ours = setup.client().userAgent();
    if (setup.options().requesterPays()) {
      ours = ours.and("x-amz-request-payer", "requester");
    }
    return ours.overriddenBy(own);
  }
}
