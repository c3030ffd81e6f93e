package dev.floe.io.internal.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class XmlDocumentTest {
  private static Optional<XmlElement> root(String text) {
    return XmlDocument.root(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aListingIsATree() {
    XmlElement page =
        root("""
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- a page --><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <IsTruncated>false</IsTruncated>
        <Contents><Key>a&amp;b&#x1F9CA;</Key><ETag>&quot;1&quot;</ETag></Contents>
        <Contents><Key><![CDATA[<c>]]></Key><ETag/></Contents></ListBucketResult>
        """)
            .orElseThrow();
    assertEquals("ListBucketResult", page.name());
    assertEquals(Optional.of("false"), page.text("IsTruncated"));
    assertEquals(
        List.of("a&b🧊", "<c>"),
        page.children("Contents").stream().map(c -> c.text("Key").orElseThrow()).toList());
    assertEquals(
        List.of("\"1\"", ""),
        page.children("Contents").stream().map(c -> c.text("ETag").orElseThrow()).toList());
    assertEquals(Optional.empty(), page.text("NextContinuationToken"));
  }

  @Test
  void whatIsNoDocumentIsNone() {
    for (String text :
        List.of("", "not xml", "<a>", "<a></b>", "<a/><b/>", "<a>&nosuch;</a>", "{\"a\":1}")) {
      assertTrue(root(text).isEmpty(), text);
    }
  }

  @Test
  void entitiesOfTheDocumentsOwnAreRefused() {
    assertTrue(
        root("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><a>&b;</a>").isEmpty());
    assertTrue(root("<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>x</a>").isEmpty());
  }

  @Test
  void theDepthIsBounded() {
    int most = XmlDocument.MAX_DEPTH;
    assertTrue(root("<a>".repeat(most) + "</a>".repeat(most)).isPresent());
    assertTrue(root("<a>".repeat(most + 1) + "</a>".repeat(most + 1)).isEmpty());
  }

  @Test
  void theNumberOfElementsIsBounded() {
    int most = XmlDocument.MAX_ELEMENTS - 1;
    assertTrue(root("<r>" + "<a/>".repeat(most) + "</r>").isPresent());
    assertTrue(root("<r>" + "<a/>".repeat(most + 1) + "</r>").isEmpty());
  }

  @Property
  void anyBytesGiveATreeOrNothing(@ForAll byte[] bytes) {
    assertTrue(XmlDocument.root(bytes).map(root -> root.name() != null).orElse(true));
  }

  @Property(tries = 300)
  void aCutDocumentIsNone(@ForAll int cut) {
    String whole = "<Error><Code>SlowDown</Code><Message>a&lt;b</Message></Error>";
    int length = Math.floorMod(cut, whole.length());
    assertTrue(root(whole.substring(0, length)).isEmpty());
  }
}
