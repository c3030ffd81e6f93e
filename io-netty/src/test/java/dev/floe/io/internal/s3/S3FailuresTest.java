package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.remote.EntityTags;
import dev.floe.io.internal.s3.S3Answers.Failure;
import dev.floe.storage.ObjectVersion;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What answers mean that are no success.
class S3FailuresTest {
  private final S3Failures failures = new S3Failures(ScriptedHttp.PLACE, S3Keys.below(""));

  private StorageException failure(int status, String document, String... fields) {
    return failures.of("get", "k", ScriptedHttp.answer(status, document, fields));
  }

  private static Failure code(String code) {
    return new Failure(code, "", Optional.empty());
  }

  @Test
  void aFailureNamesWhatWasAskedOfWhomAndWhatToDo() {
    StorageException denied =
        failure(403, ScriptedHttp.error("AccessDenied"), "x-amz-request-id", "R1");
    assertEquals("k", denied.key());
    assertEquals(ErrorKind.OBJECT_STORE, denied.kind());
    assertFalse(denied.retryable());
    assertEquals(
        "get s3://bucket/k: 403 AccessDenied (words), request R1; the credentials may not do this;"
            + " public buckets are read anonymously (--anonymous), others need a policy that"
            + " allows it",
        denied.getMessage());
    assertTrue(failure(403, "").getMessage().contains("--anonymous"));
    assertTrue(failure(404, ScriptedHttp.error("NoSuchBucket")).getMessage().contains("create"));
    assertTrue(
        failure(403, ScriptedHttp.error("RequestTimeTooSkewed"), "Date", "today")
            .getMessage()
            .contains("set the clock of this machine; it is today"));
  }

  @Test
  void aBucketElsewhereIsNamedWithItsRegion() {
    String hint = "region eu-west-1, asked was us-east-1: set the region (--region)";
    assertTrue(failure(301, "", "x-amz-bucket-region", "eu-west-1").getMessage().contains(hint));
    assertTrue(
        failure(400, "<Error><Code>AuthorizationHeader</Code><Region>eu-west-1</Region></Error>")
            .getMessage()
            .contains(hint));
  }

  @Test
  void whetherItMayPassIsDecidedFromTheStatus() {
    for (int status : new int[] {408, 429, 499, 500, 502, 503, 504}) {
      assertTrue(failure(status, "").retryable(), "" + status);
    }
    for (int status : new int[] {400, 401, 403, 404, 405, 409, 411, 412, 413, 416, 501}) {
      assertFalse(failure(status, "slow down, connection reset, timeout").retryable());
    }
    assertEquals(ErrorKind.THROTTLED, failure(503, "").kind());
    assertEquals(ErrorKind.THROTTLED, failure(429, "").kind());
    assertEquals(ErrorKind.OBJECT_STORE, failure(500, "").kind());
  }

  @Test
  void conditionsAreToldFromOtherConflicts() {
    assertTrue(S3Failures.isCondition(412, code("")));
    assertTrue(S3Failures.isCondition(412, code("PreconditionFailed")));
    assertTrue(S3Failures.isCondition(409, code("ConditionalRequestConflict")));
    assertTrue(S3Failures.isCondition(409, code("ConcurrentModification")));
    assertTrue(S3Failures.isCondition(409, code("")));
    assertFalse(S3Failures.isCondition(409, code("BucketNotEmpty")));
    assertFalse(S3Failures.isCondition(404, code("NoSuchKey")));
  }

  @Test
  void anAbsentObjectIsNotAnAbsentBucketOrUser() {
    assertTrue(S3Failures.isAbsent(404, code("NoSuchKey")));
    assertTrue(S3Failures.isAbsent(404, code("")));
    assertFalse(S3Failures.isAbsent(404, code("NoSuchBucket")));
    assertFalse(S3Failures.isAbsent(404, code("InvalidAccessKeyId")));
    assertFalse(S3Failures.isAbsent(403, code("")));
  }

  @Test
  void wordsOfTheServerAreBoundedAndOnOneLine() {
    String message =
        failure(
                400,
                "<Error><Code>A\n\u001bB</Code><Message>"
                    + "x".repeat(5_000)
                    + "</Message></Error>")
            .getMessage();
    assertTrue(message.length() < 400, message);
    assertFalse(failure(400, "<Error><Code>A\nB</Code></Error>").getMessage().contains("\n"));
  }

  @Test
  void versionsAreQuotedInConditionsHoweverTheyCame() {
    assertEquals(Optional.of("\"abc-2\""), EntityTags.condition(ObjectVersion.etag("\"abc-2\"")));
    assertEquals(Optional.of("\"abc\""), EntityTags.condition(ObjectVersion.etag("abc")));
    assertEquals(Optional.of("W/\"abc\""), EntityTags.condition(ObjectVersion.etag("W/\"abc\"")));
    assertEquals(Optional.of("\"*\""), EntityTags.condition(ObjectVersion.etag("*")));
    for (String nobodys : new String[] {"", "\"\"", "\"1", "\"é\"", "a b", "a\nb"}) {
      assertEquals(Optional.empty(), EntityTags.condition(ObjectVersion.etag(nobodys)), nobodys);
    }
  }
}
