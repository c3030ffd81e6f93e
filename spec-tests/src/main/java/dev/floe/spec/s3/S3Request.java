package dev.floe.spec.s3;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A request without its body.
///
/// @param number counts the requests of a server, from 1
/// @param path decoded, with its slash in front
/// @param bucket empty when the request is not about one
/// @param key empty when the request is not about an object
/// @param query names and values, decoded, in the order of the request
public record S3Request(
    long number,
    String method,
    String path,
    String bucket,
    String key,
    List<Map.Entry<String, String>> query,
    HttpHeaders headers) {
  static S3Request of(long number, HttpRequest request, String domain) {
    String uri = request.uri();
    int mark = uri.indexOf('?');
    String path = Escapes.decoded(mark < 0 ? uri : uri.substring(0, mark), false);
    if (!path.startsWith("/")) {
      throw new S3Error(400, "InvalidURI", "Could not parse the specified URI.");
    }
    List<Map.Entry<String, String>> query = mark < 0 ? List.of() : query(uri.substring(mark + 1));
    String bucket = bucketOfHost(request.headers().get(HttpHeaderNames.HOST, ""), domain);
    String key = path.substring(1);
    if (bucket.isEmpty()) {
      int slash = key.indexOf('/');
      bucket = slash < 0 ? key : key.substring(0, slash);
      key = slash < 0 ? "" : key.substring(slash + 1);
    }
    return new S3Request(
        number, request.method().name(), path, bucket, key, query, request.headers());
  }

  private static List<Map.Entry<String, String>> query(String raw) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (String pair : raw.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.add(Map.entry(Escapes.decoded(name, true), Escapes.decoded(value, true)));
      }
    }
    return List.copyOf(pairs);
  }

  private static String bucketOfHost(String host, String domain) {
    int colon = host.lastIndexOf(':');
    String name = colon < 0 ? host : host.substring(0, colon);
    return name.endsWith("." + domain)
        ? name.substring(0, name.length() - domain.length() - 1)
        : "";
  }

  /// What it asks for.
  public S3Operation operation() {
    return S3Operation.of(this);
  }

  /// A header's value; the first one.
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// A parameter of the query; the first of its name.
  public Optional<String> parameter(String name) {
    return query.stream().filter(p -> p.getKey().equals(name)).map(Map.Entry::getValue).findFirst();
  }

  /// Whether it depends on what is there.
  public boolean conditional() {
    return headers.contains("if-match") || headers.contains("if-none-match");
  }

  boolean has(String parameter) {
    return parameter(parameter).isPresent();
  }

  Stream<String> parameterNames() {
    return query.stream().map(Map.Entry::getKey);
  }

  /// A parameter that is a number from `least` to `most`.
  int number(String parameter, int least, int most, int absent) {
    String text = parameter(parameter).orElse(null);
    if (text == null) {
      return absent;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // refused below
    }
    throw S3Error.invalidArgument(parameter, text);
  }

  /// Without the headers, among which are signatures.
  @Override
  public String toString() {
    return number + " " + method + " " + path + (query.isEmpty() ? "" : " " + query);
  }
}
