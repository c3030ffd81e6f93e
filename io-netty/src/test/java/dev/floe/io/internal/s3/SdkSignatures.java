package dev.floe.io.internal.s3;

import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import java.lang.foreign.MemorySegment;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// Requests as the SDK of AWS signs them.
final class SdkSignatures {
  private SdkSignatures() {}

  static HttpRequest signed(HttpRequest request, Keys good, String region, Instant now) {
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(to -> {
              to.identity(identity(good))
                  .request(unsigned(request))
                  .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                  .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                  .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                  .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                  .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                  .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC));
              MemorySegment body = request.body().orElse(MemorySegment.NULL);
              to.payload(() -> new SegmentStream(body));
            });
    List<Headers.Field> fields = new ArrayList<>();
    signed
        .request()
        .forEachHeader((name, values) -> {
          if (!name.equalsIgnoreCase("Host")) {
            values.forEach(value -> fields.add(new Headers.Field(name, value)));
          }
        });
    return request.with(new Headers(fields));
  }

  private static AwsCredentialsIdentity identity(Keys keys) {
    return keys.sessionToken()
        .<AwsCredentialsIdentity>map(token ->
            AwsSessionCredentialsIdentity.create(keys.accessKeyId(), keys.secretAccessKey(), token))
        .orElseGet(() -> AwsCredentialsIdentity.create(keys.accessKeyId(), keys.secretAccessKey()));
  }

  private static SdkHttpRequest unsigned(HttpRequest request) {
    String target = request.target();
    int question = target.indexOf('?');
    SdkHttpRequest.Builder builder =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(request.method().name()))
            .protocol(request.origin().tls() ? "https" : "http")
            .host(request.origin().host())
            .port(request.origin().port())
            .encodedPath(question < 0 ? target : target.substring(0, question));
    request.headers().fields().forEach(field -> builder.appendHeader(field.name(), field.value()));
    if (question >= 0) {
      for (String pair : target.substring(question + 1).split("&")) {
        int equals = pair.indexOf('=');
        builder.appendRawQueryParameter(
            decoded(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return builder.build();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
