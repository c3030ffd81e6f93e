package dev.floe.fuzz.hostile;

import dev.floe.io.internal.s3.S3Answers;
import dev.floe.io.internal.xml.XmlDocument;
import dev.floe.io.internal.xml.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The documents that S3 answers with: pages of listings, results of deletions, failures.
final class XmlTarget implements Target {
  /// Reads one kind of document.
  private interface Reader {
    Object read(byte[] document) throws S3Answers.Malformed;
  }

  private static final List<Reader> READERS =
      List.of(
          S3Answers::page,
          S3Answers::deletion,
          S3Answers::failure,
          S3Answers::lateFailure,
          S3Answers::uploadId,
          S3Answers::etag);

  @Override
  public String name() {
    return "s3-xml";
  }

  @Override
  public List<byte[]> seeds() {
    String declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    return Stream.of(
            """
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>\
            <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
            <NextContinuationToken>t</NextContinuationToken><Contents><Key>a%20b</Key>\
            <LastModified>2026-11-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag>\
            <Size>5</Size></Contents></ListBucketResult>\
            """,
            """
            <DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>AccessDenied\
            </Code><Message>no</Message></Error></DeleteResult>\
            """,
            "<Error><Code>NoSuchKey</Code><Message>x</Message><Region>r</Region></Error>",
            "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>",
            "<CopyObjectResult><ETag><![CDATA[\"e\"]]></ETag><!-- c --></CopyObjectResult>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<a>" + "<b>".repeat(20) + "</b>".repeat(20) + "</a>")
        .flatMap(text -> Stream.of(text, declaration + text))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void read(byte[] input) {
    Optional<XmlElement> root = XmlDocument.root(input);
    root.ifPresent(element -> Checks.require(depth(element) <= XmlDocument.MAX_DEPTH, "too deep"));
    for (Reader reader : READERS) {
      try {
        Object answer = reader.read(input);
        Checks.require(root.isPresent() || isSilent(answer), "an answer without a document");
      } catch (S3Answers.Malformed e) {
        Checks.require(!e.getMessage().isBlank(), "a refusal without a reason");
      }
    }
  }

  private static boolean isSilent(Object answer) {
    return answer.equals(Optional.empty()) || answer.equals(S3Answers.Failure.SILENT);
  }

  private static int depth(XmlElement element) {
    return 1 + element.children().stream().mapToInt(XmlTarget::depth).max().orElse(0);
  }
}
