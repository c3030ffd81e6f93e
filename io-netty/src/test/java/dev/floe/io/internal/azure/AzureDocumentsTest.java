package dev.floe.io.internal.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.StorageException;
import dev.floe.io.internal.http.Headers;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AzureDocumentsTest {
  private static final AzureDocuments DOCUMENTS =
      new AzureDocuments(AzureContainer.atService("acc", "con", "pre/fix"));

  private static byte[] page(String blobs, String marker) {
    return ("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>"
            + blobs
            + "</Blobs><NextMarker>"
            + marker
            + "</NextMarker></EnumerationResults>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String blob(String name) {
    return "<Blob>"
        + name
        + "<Properties><Last-Modified>Fri, 26 Jun 2015 23:39:12 GMT</Last-Modified>"
        + "<Etag>0x1</Etag><Content-Length>7</Content-Length></Properties></Blob>";
  }

  @Test
  void aPageListsBlobsBelowThePrefix() {
    String blobs =
        blob("<Name>pre/fix/a&amp;b</Name>")
            + blob("<Name Encoded=\"true\">pre%2Ffix%2Fc%EF%BF%BE+</Name>");
    AzureDocuments.Page page = DOCUMENTS.page(page(blobs, "m"), "list");
    assertEquals(List.of("a&b", "c\uFFFE+"), page.objects().stream().map(ObjectInfo::key).toList());
    assertEquals(7, page.objects().getFirst().sizeBytes());
    assertEquals(Instant.parse("2015-06-26T23:39:12Z"), page.objects().getFirst().lastModified());
    assertEquals(Optional.of("m"), page.next());
    assertEquals(Optional.empty(), DOCUMENTS.page(page("", ""), "list").next());
  }

  @Test
  void aPageThatIsNoneIsAnError() {
    for (byte[] bad :
        List.of(
            new byte[0],
            "<Error/>".getBytes(StandardCharsets.UTF_8),
            page(blob("<Name>other/a</Name>"), ""),
            page("<Blob><Name>pre/fix/a</Name></Blob>", ""))) {
      assertThrows(StorageException.class, () -> DOCUMENTS.page(bad, "list"));
    }
  }

  @Test
  void theFieldsOfAnAnswerDescribeABlob() {
    Headers headers =
        Headers.of(
            "ETag", "\"0x1\"",
            "Last-Modified", "Fri, 26 Jun 2015 23:39:12 GMT",
            "x-ms-meta-icechunk_write_id", "w");
    ObjectInfo info = DOCUMENTS.info("k", 3, headers, "k");
    assertEquals(Optional.of(ObjectVersion.etag("\"0x1\"")), info.version());
    assertEquals(Map.of("icechunk_write_id", "w"), info.metadata());
  }

  @Test
  void anErrorsCodeIsInTheFieldsOrTheBody() {
    byte[] body = "<Error><Code>ConditionNotMet</Code></Error>".getBytes(StandardCharsets.UTF_8);
    assertEquals(Optional.of("ConditionNotMet"), AzureDocuments.errorCode(Headers.NONE, body));
    assertEquals(
        Optional.of("BlobNotFound"),
        AzureDocuments.errorCode(Headers.of("x-ms-error-code", "BlobNotFound"), body));
    assertEquals(Optional.empty(), AzureDocuments.errorCode(Headers.NONE, new byte[0]));
  }
}
