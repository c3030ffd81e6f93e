package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.UrlEscapes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a bucket is: the server, and what stands before keys in request targets.
///
/// ```
///  path style     https://s3.eu-central-1.amazonaws.com/bucket/key   origin = the server, base = /bucket
///  virtual host   https://bucket.s3.eu-central-1.amazonaws.com/key   origin has the bucket, base empty
/// ```
///
/// @param origin where requests go
/// @param base the encoded path before keys, without a slash at its end
/// @param bucket the bucket's name
/// @param region what signatures name
/// @param scheme of URLs for people
record S3Place(Origin origin, String base, String bucket, String region, String scheme) {
  /// What signatures name where nobody says a region and the server is not one of AWS.
  static final String ANY_REGION = "us-east-1";

  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /// The place of a bucket.
  ///
  /// @param endpoint the server's URL; empty for the one of AWS
  /// @param pathStyle whether the bucket stands in the path
  /// @param allowHttp whether the server may be reached without TLS
  static S3Place of(
      String bucket,
      String region,
      Optional<String> endpoint,
      boolean pathStyle,
      boolean allowHttp) {
    if (!BUCKET.matcher(bucket).matches()) {
      throw refused(bucket, "a bucket name of 2 to 255 letters, digits, dots and dashes", bucket);
    }
    if (!REGION.matcher(region).matches()) {
      throw refused(bucket, "a region such as us-east-1", region);
    }
    String url = endpoint.orElseGet(() -> ofAws(region));
    URI uri = uri(bucket, url);
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    if (!tls && !allowHttp) {
      throw refused(
          bucket,
          "an https:// endpoint, or that http is allowed (--allow-http, allow-http=true)",
          "http://" + uri.getHost());
    }
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
    String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceAll("/+$", "");
    boolean inPath = pathStyle || hasNoNames(host) || tls && bucket.indexOf('.') >= 0;
    return inPath
        ? new S3Place(
            new Origin(tls, host, port),
            path + "/" + UrlEscapes.segment(bucket),
            bucket,
            region,
            Flavour.S3.scheme())
        : new S3Place(
            new Origin(tls, bucket + "." + host, port), path, bucket, region, Flavour.S3.scheme());
  }

  private static String ofAws(String region) {
    return "https://s3." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : "");
  }

  /// Addresses and plain names such as `localhost` have no names below them.
  private static boolean hasNoNames(String host) {
    return host.indexOf(':') >= 0
        || host.indexOf('.') < 0
        || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  private static URI uri(String bucket, String url) {
    try {
      URI uri = new URI(url);
      boolean fits =
          ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (fits) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // Said below; the text of the exception repeats what may be a secret.
    }
    throw refused(bucket, "an endpoint of the form http(s)://host[:port][/path]", "another");
  }

  private static InvalidInputException refused(String bucket, String expected, String found) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG,
        "storage s3://" + bucket + ": expected " + expected + ", found " + found);
  }

  /// The same place in a store of another kind.
  S3Place in(Flavour flavour) {
    return new S3Place(origin, base, bucket, region, flavour.scheme());
  }

  /// The target of requests to an object.
  ///
  /// @param key the whole key in the bucket
  /// @param query names and values, encoded, or nothing
  String object(String key, String query) {
    return base + "/" + UrlEscapes.path(key) + (query.isEmpty() ? "" : "?" + query);
  }

  /// The target of requests to the bucket.
  String bucket(String query) {
    return (base.isEmpty() ? "/" : base) + "?" + query;
  }

  /// The name of an object for people.
  String url(String key) {
    return scheme + "://" + bucket + "/" + key;
  }
}
