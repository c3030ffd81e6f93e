package dev.floe.io.internal.s3;

import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 for S3 in one region. Without TLS the body is signed too; with it the
/// connection protects the body. What lasts for a day or a second is kept. Thread-safe.
///
/// ```
/// request   GET ⏎ path ⏎ query ⏎ name:value ⏎ … ⏎ names ⏎ SHA-256 of the body
/// to sign   AWS4-HMAC-SHA256 ⏎ time ⏎ day/region/s3/aws4_request ⏎ SHA-256 of the request
/// key       secret ─ day ─ region ─ s3 ─ aws4_request, each by HMAC of the one before
/// ```
///
/// Paths and queries come percent-encoded as they are signed, by
/// [dev.floe.io.internal.http.UrlEscapes].
final class SigV4 {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final HexFormat HEX = HexFormat.of();
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final String NOTHING_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  /// What whoever stands between may change.
  private static final Set<String> NEVER_SIGNED =
      Set.of("connection", "x-amzn-trace-id", "user-agent", "expect", "transfer-encoding");

  /// What this adds, in place of any that is there; the connection adds `Host`.
  private static final Set<String> OWN =
      Set.of("host", "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token");

  /// @param second since 1970
  /// @param text such as `20130524T000000Z`
  private record Time(long second, String text) {
    String day() {
      return text.substring(0, 8);
    }
  }

  /// @param mac with its key; only ever copied
  private record DayKey(Keys keys, String day, String scope, Mac mac) {}

  /// A field as it is signed.
  private record Line(String name, String value) {}

  private final String region;
  private final MessageDigest sha256;
  private volatile Time latestTime = new Time(Long.MIN_VALUE, "");
  private volatile DayKey latestKey;

  SigV4(String region) {
    this.region = region;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /// The request with its signature, and the fields that belong to it.
  HttpRequest signed(HttpRequest request, Keys keys, Instant now) {
    Time time = time(now);
    DayKey key = key(keys, time.day());
    String payload = payload(request);
    List<Headers.Field> fields = new ArrayList<>(request.headers().fields().size() + 4);
    for (Headers.Field field : request.headers().fields()) {
      if (!OWN.contains(field.name().toLowerCase(Locale.ROOT))) {
        fields.add(field);
      }
    }
    fields.add(new Headers.Field("X-Amz-Date", time.text));
    fields.add(new Headers.Field("x-amz-content-sha256", payload));
    if (keys.sessionToken().isPresent()) {
      fields.add(new Headers.Field("X-Amz-Security-Token", keys.sessionToken().get()));
    }
    List<Line> lines = lines(request, fields);
    String names = names(lines);
    String canonical = canonical(request, lines, names, payload);
    String toSign =
        ALGORITHM + "\n" + time.text + "\n" + key.scope + "\n" + HEX.formatHex(hash(canonical));
    fields.add(
        new Headers.Field(
            "Authorization",
            ALGORITHM
                + " Credential="
                + keys.accessKeyId()
                + "/"
                + key.scope
                + ", SignedHeaders="
                + names
                + ", Signature="
                + HEX.formatHex(copy(key.mac).doFinal(bytes(toSign)))));
    return request.with(new Headers(fields));
  }

  private Time time(Instant now) {
    Time time = latestTime;
    if (time.second != now.getEpochSecond()) {
      time = new Time(now.getEpochSecond(), TIME.format(now));
      latestTime = time;
    }
    return time;
  }

  private DayKey key(Keys keys, String day) {
    DayKey key = latestKey;
    if (key == null || !key.day.equals(day) || !key.keys.equals(keys)) {
      byte[] secret = bytes("AWS4" + keys.secretAccessKey());
      for (String part : List.of(day, region, "s3", "aws4_request")) {
        secret = mac(secret).doFinal(bytes(part));
      }
      key = new DayKey(keys, day, day + "/" + region + "/s3/aws4_request", mac(secret));
      latestKey = key;
    }
    return key;
  }

  private static String payload(HttpRequest request) {
    if (request.origin().tls()) {
      return UNSIGNED;
    }
    return request.body().map(body -> HEX.formatHex(Checksums.sha256(body))).orElse(NOTHING_SHA256);
  }

  /// The fields that are signed, by name; several of one name are one.
  private static List<Line> lines(HttpRequest request, List<Headers.Field> fields) {
    List<Line> lines = new ArrayList<>(fields.size() + 1);
    lines.add(new Line("host", request.origin().authority()));
    for (Headers.Field field : fields) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!NEVER_SIGNED.contains(name)) {
        add(lines, new Line(name, spaced(field.value())));
      }
    }
    lines.sort(Comparator.comparing(Line::name));
    return lines;
  }

  private static void add(List<Line> lines, Line line) {
    for (int i = 0; i < lines.size(); i++) {
      Line other = lines.get(i);
      if (other.name.equals(line.name)) {
        lines.set(i, new Line(line.name, other.value + "," + line.value));
        return;
      }
    }
    lines.add(line);
  }

  /// Without spaces around, and with one where several are.
  private static String spaced(String value) {
    String stripped = value.strip();
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      boolean plain = !Character.isWhitespace(c) || c == ' ' && stripped.charAt(i - 1) != ' ';
      if (!plain) {
        return stripped.replaceAll("\\s+", " ");
      }
    }
    return stripped;
  }

  private static String names(List<Line> lines) {
    StringBuilder names = new StringBuilder(128);
    for (Line line : lines) {
      names.append(names.isEmpty() ? "" : ";").append(line.name);
    }
    return names.toString();
  }

  private static String canonical(
      HttpRequest request, List<Line> lines, String names, String payload) {
    String target = request.target();
    int question = target.indexOf('?');
    StringBuilder text = new StringBuilder(512);
    text.append(request.method().name())
        .append('\n')
        .append(target, 0, question < 0 ? target.length() : question)
        .append('\n')
        .append(question < 0 ? "" : query(target.substring(question + 1)))
        .append('\n');
    for (Line line : lines) {
      text.append(line.name).append(':').append(line.value).append('\n');
    }
    return text.append('\n').append(names).append('\n').append(payload).toString();
  }

  private static String query(String raw) {
    if (raw.isEmpty()) {
      return "";
    }
    String[] pairs = raw.split("&");
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = pairs[i].indexOf('=') < 0 ? pairs[i] + "=" : pairs[i];
    }
    Arrays.sort(
        pairs,
        Comparator.comparing((String pair) -> pair.substring(0, pair.indexOf('=')))
            .thenComparing(pair -> pair));
    return String.join("&", pairs);
  }

  private byte[] hash(String text) {
    try {
      return ((MessageDigest) sha256.clone()).digest(bytes(text));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 cannot be copied", e);
    }
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }

  private static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HmacSHA256 cannot be copied", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
