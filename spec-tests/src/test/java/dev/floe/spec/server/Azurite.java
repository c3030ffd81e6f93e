package dev.floe.spec.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The one account of an Azurite server, whose key its documentation tells everybody.
public final class Azurite {
  /// The account's name, which is also the first segment of every path.
  public static final String ACCOUNT = "devstoreaccount1";

  /// The account's key, in base 64.
  public static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private static final DateTimeFormatter DATES =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private Azurite() {}

  /// Makes a container.
  public static void createContainer(URI endpoint, String name) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      int status = send(endpoint, client, "PUT", "/" + name, "restype=container", "").statusCode();
      if (status != 201) {
        throw new AssertionError("container " + name + ": status " + status);
      }
    }
  }

  /// A request with a shared-key signature.
  static HttpResponse<String> send(
      URI endpoint, HttpClient client, String method, String path, String query, String body)
      throws Exception {
    String date = DATES.format(Instant.now());
    String target = "/" + ACCOUNT + path;
    String headers =
        (method.equals("PUT") ? "x-ms-blob-type:BlockBlob\n" : "")
            + "x-ms-date:"
            + date
            + "\nx-ms-version:2023-11-03\n";
    String toSign = standardHeaders(method, query, body) + headers;
    toSign += "/" + ACCOUNT + target;
    toSign += query.isEmpty() ? "" : "\n" + query.replace('=', ':');
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
    String signature =
        Base64.getEncoder().encodeToString(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(target + (query.isEmpty() ? "" : "?" + query)))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("authorization", "SharedKey " + ACCOUNT + ":" + signature);
    headers.lines().forEach(line -> request.headers(line.split(":", 2)));
    if (creates(method, query)) {
      request.header("if-none-match", "*");
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static boolean creates(String method, String query) {
    return method.equals("PUT") && query.isEmpty();
  }

  /// The method and the eleven headers that are always signed, a line each.
  private static String standardHeaders(String method, String query, String body) {
    String length = body.isEmpty() ? "" : Integer.toString(body.length());
    String noneMatch = creates(method, query) ? "*" : "";
    return String.join("\n", method, "", "", length, "", "", "", "", "", noneMatch, "", "", "");
  }
}
