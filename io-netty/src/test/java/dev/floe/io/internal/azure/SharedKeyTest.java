package dev.floe.io.internal.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.HttpRequest.Method;
import dev.floe.io.internal.http.Origin;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedKeyTest {
  private static final Origin ORIGIN = new Origin(true, "myaccount.blob.core.windows.net", 443);
  private static final SharedKey KEY =
      new SharedKey("myaccount", "bXkga2V5", () -> Instant.parse("2015-06-26T23:39:12Z"));

  /// HMAC-SHA256 with the key `my key`, computed by another program.
  private static final String SIGNATURE = "hO33FtmcZLIA/N+q5K0Ez+b6UXX4YUZljcfkx3rcJK0=";

  @Test
  void theTextIsThatOfTheServicesDocumentation() {
    HttpRequest request =
        HttpRequest.of(
            Method.GET,
            ORIGIN,
            "/mycontainer?restype=container&comp=metadata&timeout=20",
            Headers.of("x-ms-version", "2015-02-21", "x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT"));
    assertEquals(
        "GET\n\n\n\n\n\n\n\n\n\n\n\n"
            + "x-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"
            + "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20",
        KEY.textToSign(request));
  }

  @Test
  void fieldsBodyAndEscapesAreSigned() {
    HttpRequest request =
        new HttpRequest(
            Method.PUT,
            ORIGIN,
            "/c/a%20b?marker=x%2Fy%2B",
            Headers.of("If-Match", "\"1\"", "Content-Type", "text/plain", "X-Ms-Meta-A", " b "),
            Optional.of(MemorySegment.ofArray(new byte[11])));
    assertEquals(
        "PUT\n\n\n11\n\ntext/plain\n\n\n\"1\"\n\n\n\nx-ms-meta-a:b\n"
            + "/myaccount/c/a%20b\nmarker:x/y+",
        KEY.textToSign(request));
  }

  @Test
  void theSignatureStandsBesideItsDate() {
    HttpRequest plain = HttpRequest.of(Method.GET, ORIGIN, "/c/b", Headers.NONE);
    HttpRequest signed = KEY.sign(plain).join();
    assertEquals(Optional.of("Fri, 26 Jun 2015 23:39:12 GMT"), signed.headers().first("x-ms-date"));
    assertEquals(
        Optional.of("SharedKey myaccount:" + SIGNATURE), signed.headers().first("Authorization"));
  }

  @Test
  void aKeyThatIsNoneIsRefusedAndNoneIsShown() {
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class, () -> new SharedKey("a", "secret!!", () -> Instant.EPOCH));
    assertEquals(ErrorKind.INVALID_CREDENTIALS, refused.kind());
    assertFalse(refused.getMessage().contains("secret"));
    assertFalse(KEY.toString().contains("bXk"));
  }
}
