package dev.floe.io.internal.azure;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import java.lang.foreign.MemorySegment;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs with the account's key: "Authorize with Shared Key" of the Blob service's REST interface.
///
/// ```
/// METHOD                          one line each, empty where the request has no such field
/// Content-Encoding … Range
/// x-ms-…:value                    sorted by name
/// /account/path                   as it stands in the target, then
/// name:value                      of the query, decoded, sorted by name
/// ```
final class SharedKey implements RequestSigner {
  private static final List<String> SIGNED_BEFORE_LENGTH =
      List.of("Content-Encoding", "Content-Language");
  private static final List<String> SIGNED_AFTER_LENGTH =
      List.of(
          "Content-MD5",
          "Content-Type",
          "Date",
          "If-Modified-Since",
          "If-Match",
          "If-None-Match",
          "If-Unmodified-Since",
          "Range");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final String account;
  private final SecretKeySpec key;
  private final InstantSource clock;

  SharedKey(String account, String base64Key, InstantSource clock) {
    this.account = account;
    this.clock = clock;
    try {
      this.key = new SecretKeySpec(Base64.getDecoder().decode(base64Key.strip()), "HmacSHA256");
    } catch (IllegalArgumentException _) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CREDENTIALS,
          "access key of the account " + account + ": expected a key in Base64");
    }
  }

  @Override
  public CompletableFuture<HttpRequest> sign(HttpRequest request) {
    Headers dated =
        request.headers().overriddenBy(Headers.of("x-ms-date", DATE.format(clock.instant())));
    String signature = signature(textToSign(request.with(dated)));
    return CompletableFuture.completedFuture(
        request.with(dated.and("Authorization", "SharedKey " + account + ":" + signature)));
  }

  /// What is signed of a request that has its date.
  String textToSign(HttpRequest request) {
    StringBuilder text = new StringBuilder(request.method().name()).append('\n');
    SIGNED_BEFORE_LENGTH.forEach(name -> text.append(value(request, name)).append('\n'));
    long length = request.body().map(MemorySegment::byteSize).orElse(0L);
    text.append(length == 0 ? "" : Long.toString(length)).append('\n');
    SIGNED_AFTER_LENGTH.forEach(name -> text.append(value(request, name)).append('\n'));
    TreeMap<String, String> own = new TreeMap<>();
    for (Headers.Field field : request.headers().fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-ms-")) {
        own.put(name, field.value().strip());
      }
    }
    own.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.append(resource(request.target())).toString();
  }

  private String resource(String target) {
    int question = target.indexOf('?');
    StringBuilder resource = new StringBuilder("/").append(account);
    if (question < 0) {
      return resource.append(target).toString();
    }
    resource.append(target, 0, question);
    TreeMap<String, String> query = new TreeMap<>();
    for (String pair : target.substring(question + 1).split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      query.put(
          decoded(name).toLowerCase(Locale.ROOT),
          equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    query.forEach((name, value) -> resource.append('\n').append(name).append(':').append(value));
    return resource.toString();
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static String value(HttpRequest request, String name) {
    return request.headers().first(name).orElse("");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "SharedKey[" + account + "]";
  }
}
