package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UrlEscapesTest {
  @Test
  void everythingButTheUnreservedIsEscaped() {
    assertEquals("a-Z.0_9~%2F%20%2B%25%C3%A9", UrlEscapes.segment("a-Z.0_9~/ +%é"));
    assertEquals("a/b%2Bc/%F0%9F%A7%8A", UrlEscapes.path("a/b+c/🧊"));
    assertEquals("uploads&prefix=a%2Fb", UrlEscapes.query("uploads", null, "prefix", "a/b"));
  }

  @Property
  void whatIsEscapedDecodesToItself(@ForAll String text) {
    String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertEquals(whole, URLDecoder.decode(UrlEscapes.segment(text), StandardCharsets.UTF_8));
    assertEquals(whole, URLDecoder.decode(UrlEscapes.path(text), StandardCharsets.UTF_8));
  }
}
