package dev.floe.spec.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Checks who sent a request: the signature, its date, its scope and the headers it covers.
final class Authentication {
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final Pattern HEADER =
      Pattern.compile(
          "AWS4-HMAC-SHA256\\s+Credential=([^,]+),\\s*SignedHeaders=([^,]+),\\s*Signature=(\\w+)");

  private static final int MOST_KEYS = 100;

  private final S3ServerOptions options;
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();

  Authentication(S3ServerOptions options) {
    this.options = options;
  }

  /// A signature that holds, and the key that signs further pieces of its request.
  ///
  /// @param payload the value of `x-amz-content-sha256`
  record Verified(Signature signature, byte[] key, String payload) {}

  /// Refuses a request that is not signed as it must be.
  ///
  /// @return empty for an anonymous request, where they are allowed
  Optional<Verified> verify(S3Request request) {
    Optional<String> header = request.header("authorization");
    if (header.isPresent()) {
      Signature signature = ofHeader(request, header.get());
      checkDate(signature);
      String payload =
          request
              .header("x-amz-content-sha256")
              .orElseThrow(() ->
                  S3Error.invalidRequest(
                      "Missing required header for this request: x-amz-content-sha256"));
      return Optional.of(verified(request, signature, payload, _ -> true));
    }
    if (request.has("X-Amz-Signature")) {
      Signature signature = ofQuery(request);
      return Optional.of(
          verified(request, signature, UNSIGNED, name -> !name.equals("X-Amz-Signature")));
    }
    if (!options.anonymous()) {
      throw denied("Access Denied");
    }
    return Optional.empty();
  }

  private static S3Error denied(String message) {
    return new S3Error(403, "AccessDenied", message);
  }

  private static S3Error malformed(String message) {
    return new S3Error(400, "AuthorizationHeaderMalformed", message);
  }

  private static Signature ofHeader(S3Request request, String header) {
    Matcher parts = HEADER.matcher(header.strip());
    if (!parts.matches()) {
      throw malformed("The authorization header that you provided is not valid.");
    }
    String timestamp = request.header("x-amz-date").orElse("");
    return of(parts.group(1), parts.group(2), parts.group(3), timestamp);
  }

  private Signature ofQuery(S3Request request) {
    Signature signature =
        of(
            request.parameter("X-Amz-Credential").orElse(""),
            request.parameter("X-Amz-SignedHeaders").orElse(""),
            request.parameter("X-Amz-Signature").orElse(""),
            request.parameter("X-Amz-Date").orElse(""));
    Instant end =
        moment(signature).plusSeconds(request.number("X-Amz-Expires", 1, 604_800, 604_800));
    if (options.clock().instant().isAfter(end)) {
      throw denied("Request has expired").with("Expires", end);
    }
    return signature;
  }

  private static Signature of(String credential, String headers, String value, String timestamp) {
    int slash = credential.indexOf('/');
    List<String> scope = List.of(credential.substring(slash + 1).split("/"));
    if (slash < 0
        || scope.size() != 4
        || !scope.get(2).equals("s3")
        || !scope.get(3).equals("aws4_request")) {
      throw malformed("The credential must be accessKey/date/region/s3/aws4_request.");
    }
    if (!timestamp.startsWith(scope.getFirst())) {
      throw malformed("The date of the credential is not that of the request.");
    }
    return new Signature(
        credential.substring(0, slash), scope, List.of(headers.split(";")), value, timestamp);
  }

  private static Instant moment(Signature signature) {
    return Dates.ofSigned(signature.timestamp())
        .orElseThrow(() -> denied("AWS authentication requires a valid Date or x-amz-date header"));
  }

  private void checkDate(Signature signature) {
    Instant now = options.clock().instant();
    if (Duration.between(moment(signature), now).abs().compareTo(SKEW) > 0) {
      throw skewed(signature.timestamp(), now);
    }
  }

  static S3Error skewed(String timestamp, Instant now) {
    return new S3Error(
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.")
        .with("RequestTime", timestamp)
        .with("ServerTime", now)
        .with("MaxAllowedSkewMilliseconds", SKEW.toMillis());
  }

  static S3Error expired() {
    return new S3Error(400, "ExpiredToken", "The provided token has expired.");
  }

  private Verified verified(
      S3Request request, Signature signature, String payload, Predicate<String> inQuery) {
    S3Credentials credentials = credentials(request, signature);
    if (!signature.scope().get(1).equals(options.region())) {
      throw malformed("The region is wrong; expecting '" + options.region() + "'")
          .with("Region", options.region());
    }
    checkCovered(request, signature);
    String canonical = canonical(request, signature, payload, inQuery);
    byte[] key = key(signature, credentials);
    String toSign = signature.toSign(canonical);
    if (!Signature.sign(key, toSign).equals(signature.value())) {
      throw new S3Error(
              403,
              "SignatureDoesNotMatch",
              "The request signature we calculated does not match the signature you provided.")
          .with("AWSAccessKeyId", signature.accessKey())
          .with("StringToSign", toSign)
          .with("SignatureProvided", signature.value())
          .with("CanonicalRequest", canonical);
    }
    return new Verified(signature, key, payload);
  }

  /// The key of a day, which costs as much as the rest of a check.
  private byte[] key(Signature signature, S3Credentials credentials) {
    if (keys.size() > MOST_KEYS) {
      keys.clear();
    }
    return keys.computeIfAbsent(
        signature.accessKey() + "/" + signature.scopeText(),
        _ -> signature.key(credentials.secretKey()));
  }

  private S3Credentials credentials(S3Request request, Signature signature) {
    S3Credentials known =
        options.credentials().stream()
            .filter(one -> one.accessKey().equals(signature.accessKey()))
            .findFirst()
            .orElseThrow(() ->
                new S3Error(
                        403,
                        "InvalidAccessKeyId",
                        "The AWS Access Key Id you provided does not exist in our records.")
                    .with("AWSAccessKeyId", signature.accessKey()));
    Optional<String> token =
        request.header("x-amz-security-token").or(() -> request.parameter("X-Amz-Security-Token"));
    if (!token.equals(known.sessionToken())) {
      throw new S3Error(400, "InvalidToken", "The provided token is malformed or invalid.");
    }
    if (known.expires().isPresent() && !options.clock().instant().isBefore(known.expires().get())) {
      throw expired();
    }
    return known;
  }

  /// The host and every header of S3's own must be signed.
  private static void checkCovered(S3Request request, Signature signature) {
    List<String> uncovered =
        request.headers().names().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> name.equals("host") || name.startsWith("x-amz-"))
            .filter(name -> !signature.headers().contains(name))
            .toList();
    if (!uncovered.isEmpty()) {
      throw denied("There were headers present in the request which were not signed")
          .with("HeadersNotSigned", String.join(", ", uncovered));
    }
  }

  private static String canonical(
      S3Request request, Signature signature, String payload, Predicate<String> inQuery) {
    String query =
        request.query().stream()
            .filter(pair -> inQuery.test(pair.getKey()))
            .map(pair ->
                Map.entry(
                    Escapes.canonical(pair.getKey(), false),
                    Escapes.canonical(pair.getValue(), false)))
            .sorted(Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry::getValue))
            .map(pair -> pair.getKey() + "=" + pair.getValue())
            .collect(Collectors.joining("&"));
    String headers =
        signature.headers().stream()
            .sorted(Comparator.naturalOrder())
            .map(name -> name + ":" + value(request, name) + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        request.method(),
        Escapes.canonical(request.path(), true),
        query,
        headers,
        String.join(";", signature.headers()),
        payload);
  }

  private static String value(S3Request request, String name) {
    return request.headers().getAll(name).stream()
        .map(value -> value.contains("  ") ? value.replaceAll(" +", " ") : value)
        .map(String::strip)
        .collect(Collectors.joining(","));
  }
}
