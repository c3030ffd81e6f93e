package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3Credentials.Keys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// Where keys come from, and where they must not go.
class KeySourceTest {
  private static final String SECRET = "zgeheim";

  private Instant now = Instant.EPOCH;
  private final ArrayDeque<Keys> given = new ArrayDeque<>();
  private final Sources sources =
      new Sources(() -> now, () -> 0, _ -> {}, new Random(1), Runnable::run);

  private static Keys keys(String id, long expirySeconds) {
    return new Keys(
        id,
        SECRET + "-key",
        Optional.of(SECRET + "-token"),
        Optional.of(Instant.ofEpochSecond(expirySeconds)));
  }

  private KeySource source(S3Credentials credentials) {
    return KeySource.of(credentials, sources).orElseThrow();
  }

  private static IcechunkException failure(CompletableFuture<Keys> future) {
    return (IcechunkException) assertThrows(CompletionException.class, future::join).getCause();
  }

  @Test
  void nobodySignsForAnonymous() {
    assertTrue(KeySource.of(new S3Credentials.Anonymous(), sources).isEmpty());
  }

  @Test
  void keysThatExpiredAreRefusedBeforeTheServerDoes() {
    KeySource source = source(keys("a", 100));
    assertEquals("a", source.current().join().accessKeyId());
    now = Instant.ofEpochSecond(100);
    IcechunkException failure = failure(source.current());
    assertEquals(ErrorKind.INVALID_CREDENTIALS, failure.kind());
    assertTrue(failure.getMessage().contains("1970-01-01T00:01:40Z"), failure.getMessage());
  }

  @Test
  void keysAreRefreshedAheadOfTheirExpiry() {
    given.addAll(List.of(keys("a", 1_000), keys("b", 2_000)));
    KeySource source = source(new S3Credentials.Refreshing(given::remove));
    assertEquals("a", source.current().join().accessKeyId());
    now = Instant.ofEpochSecond(1_000).minus(Duration.ofMinutes(2)).minusSeconds(1);
    assertEquals("a", source.current().join().accessKeyId());
    assertEquals(1, given.size());
    now = now.plusSeconds(2);
    source.current().join();
    assertEquals(0, given.size(), "the next were asked for");
    assertEquals("b", source.current().join().accessKeyId());
  }

  @Test
  void aCallbackThatFailsIsAFailureOfTheStorage() {
    assertEquals(
        ErrorKind.OBJECT_STORE,
        failure(source(new S3Credentials.Refreshing(given::remove)).current()).kind());
    assertEquals(
        ErrorKind.OBJECT_STORE,
        failure(source(new S3Credentials.Refreshing(() -> null)).current()).kind());
  }

  @Test
  void aProfileThatIsNotThereIsNamedAsWhatToSet() {
    IcechunkException failure =
        failure(source(new S3Credentials.Profile("no-such-profile-of-floe")).current());
    assertEquals(ErrorKind.OBJECT_STORE, failure.kind());
    assertTrue(failure.getMessage().contains("AWS_ACCESS_KEY_ID"), failure.getMessage());
  }

  @Test
  void secretsAreInNoTextAndNoFailure() {
    Keys keys = keys("a", 0);
    StringWriter texts = new StringWriter();
    PrintWriter out = new PrintWriter(texts);
    out.println(keys);
    out.println(Optional.of(new S3Credentials.Refreshing(() -> keys)));
    out.println(new Setups(Flavour.S3).credentials(keys).made());
    failure(source(keys).current()).printStackTrace(out);
    S3Failures failures = new S3Failures(ScriptedHttp.PLACE, S3Keys.below(""));
    String document =
        "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><CanonicalRequest>"
            + SECRET
            + "</CanonicalRequest><StringToSign>"
            + SECRET
            + "</StringToSign></Error>";
    failures
        .of("get", "k", ScriptedHttp.answer(403, document, "x-echo", SECRET))
        .printStackTrace(out);
    now = Instant.EPOCH.minusSeconds(60);
    SigV4Signer signer = new SigV4Signer(source(keys), "r", () -> now);
    out.println(signer);
    out.println(signer.sign(new ScriptedRequest().get()).join());
    out.flush();
    assertFalse(texts.toString().contains(SECRET), texts.toString());
    assertTrue(texts.toString().contains("SignatureDoesNotMatch"), texts.toString());
  }

  /// A request whose query holds a secret too.
  private static final class ScriptedRequest {
    dev.floe.io.internal.http.HttpRequest get() {
      return dev.floe.io.internal.http.HttpRequest.of(
          dev.floe.io.internal.http.HttpRequest.Method.GET,
          ScriptedHttp.PLACE.origin(),
          "/k?token=" + SECRET,
          dev.floe.io.internal.http.Headers.of("X-Other", SECRET));
    }
  }
}
