package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.io.internal.s3.S3Answers.Failure;
import dev.floe.io.internal.s3.S3Answers.Listed;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Documents.Part;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Documents to values and back.
class S3AnswersTest {
  private static final String OBJECT =
      "<Contents><Key>a%2Fb+c%2B</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified>"
          + "<ETag>&quot;e&quot;</ETag><Size>12</Size></Contents>";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPageIsReadWithItsKeysDecodedIfTheyAreEncoded() throws Malformed {
    S3Answers.Page page =
        S3Answers.page(
            bytes(
                "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://x\">"
                    + "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
                    + "<NextContinuationToken>t&amp;</NextContinuationToken>"
                    + OBJECT
                    + "</ListBucketResult>"));
    Instant time = Instant.parse("2026-01-02T03:04:05.678Z");
    assertEquals(List.of(new Listed("a/b c+", 12, time, Optional.of("\"e\""))), page.objects());
    assertEquals(Optional.of("t&"), page.next());
    page = S3Answers.page(bytes("<ListBucketResult>" + OBJECT + "</ListBucketResult>"));
    assertEquals("a%2Fb+c%2B", page.objects().getFirst().key());
    assertEquals(Optional.empty(), page.next());
  }

  @Test
  void whatIsNoPageIsSaidToBeNone() {
    for (String document :
        List.of(
            "",
            "text",
            "<Other/>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
            "<ListBucketResult>" + OBJECT.replace(">12<", ">x<") + "</ListBucketResult>",
            "<ListBucketResult>" + OBJECT.replace("2026", "y") + "</ListBucketResult>",
            "<ListBucketResult><EncodingType>url</EncodingType>"
                + OBJECT.replace("%2B", "%zz")
                + "</ListBucketResult>")) {
      assertThrows(Malformed.class, () -> S3Answers.page(bytes(document)), document);
    }
  }

  @Test
  void everyKeyOfADeletionHasItsResult() throws Malformed {
    S3Answers.Deletion deletion =
        S3Answers.deletion(
            bytes(
                "<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key>"
                    + "<Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>"));
    assertEquals(Set.of("a"), deletion.deleted());
    assertEquals(
        Map.of("b", new Failure("AccessDenied", "no", Optional.empty())), deletion.failed());
  }

  @Test
  void failuresAreReadWhereverTheyStand() {
    byte[] document = bytes("<Error><Code>C</Code><Message>m</Message><Region>r</Region></Error>");
    assertEquals(new Failure("C", "m", Optional.of("r")), S3Answers.failure(document));
    assertTrue(S3Answers.lateFailure(document).isPresent());
    assertFalse(S3Answers.lateFailure(bytes("<CopyObjectResult/>")).isPresent());
    for (String other : List.of("", "<html>", "<!DOCTYPE a><Error><Code>C</Code></Error>")) {
      assertSame(Failure.SILENT, S3Answers.failure(bytes(other)), other);
    }
  }

  @Test
  void uploadsAndCopiesNameWhatTheyMade() throws Malformed {
    assertEquals(
        "u",
        S3Answers.uploadId(
            bytes(
                "<InitiateMultipartUploadResult><UploadId>u</UploadId>"
                    + "</InitiateMultipartUploadResult>")));
    assertEquals(
        "\"e\"", S3Answers.etag(bytes("<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>")));
    assertThrows(Malformed.class, () -> S3Answers.etag(bytes("<CopyObjectResult/>")));
  }

  @Test
  void anyKeyThatXmlKnowsComesBackFromADeletion() throws Malformed {
    List<String> keys = List.of("a&b<c>\"d'", "tab\tline\nreturn\r", "é日本🧊", " x ");
    String sent = new String(S3Documents.deletion(keys), StandardCharsets.UTF_8);
    String answer =
        sent.replaceAll("<(/?)Object>", "<$1Deleted>")
            .replaceAll("<(/?)Delete\\b", "<$1DeleteResult");
    assertEquals(Set.copyOf(keys), S3Answers.deletion(bytes(answer)).deleted());
    keys.forEach(key -> assertTrue(S3Documents.canName(key)));
    for (String key : List.of("\u0001", "a\u001f", "\ufffe", "\ud800")) {
      assertFalse(S3Documents.canName(key));
    }
  }

  @Test
  void aCompletionListsThePartsInOrder() {
    List<Part> parts =
        List.of(
            new Part("\"1\"", Optional.empty()),
            new Part("\"2\"", Optional.of(new Part.Checked("ChecksumCRC32", "AAAA"))));
    assertEquals(
        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<Part><ETag>&quot;1&quot;</ETag><PartNumber>1</PartNumber></Part>"
            + "<Part><ChecksumCRC32>AAAA</ChecksumCRC32><ETag>&quot;2&quot;</ETag>"
            + "<PartNumber>2</PartNumber></Part></CompleteMultipartUpload>",
        new String(S3Documents.completion(parts), StandardCharsets.UTF_8));
  }
}
