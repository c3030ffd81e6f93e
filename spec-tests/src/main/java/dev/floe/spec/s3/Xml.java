package dev.floe.spec.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The documents of S3: written element by element, read as lists of flat records.
final class Xml {
  private static final XMLInputFactory READERS = readers();

  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  private Xml() {}

  private static XMLInputFactory readers() {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /// Elements for another document.
  static Xml fragment() {
    return new Xml();
  }

  /// A document without a name space, as errors are.
  static Xml document(String root) {
    return fragment().raw(DECLARATION).start(root);
  }

  /// A document of the S3 name space.
  static Xml result(String root) {
    Xml xml = fragment().raw(DECLARATION);
    xml.open.push(root);
    xml.out.append('<').append(root).append(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    return xml;
  }

  Xml start(String name) {
    open.push(name);
    out.append('<').append(name).append('>');
    return this;
  }

  Xml end() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  Xml text(String name, Object value) {
    start(name);
    value.toString().codePoints().forEach(this::escaped);
    return end();
  }

  /// Adds what is XML already.
  Xml raw(String text) {
    out.append(text);
    return this;
  }

  private void escaped(int c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      default -> {
        if (c < 0x20) {
          out.append("&#x").append(Integer.toHexString(c)).append(';');
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /// A read document: the texts directly below its root, and its records.
  record Records(Map<String, String> texts, List<Map<String, String>> records) {}

  /// Reads a document that is a list of records.
  ///
  /// @throws S3Error when it is something else
  static Records read(byte[] document, String root, String element) {
    Map<String, String> texts = new LinkedHashMap<>();
    List<Map<String, String>> records = new ArrayList<>();
    try {
      XMLStreamReader in = READERS.createXMLStreamReader(new ByteArrayInputStream(document));
      in.nextTag();
      in.require(XMLStreamConstants.START_ELEMENT, null, root);
      while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
        if (!in.getLocalName().equals(element)) {
          texts.put(in.getLocalName(), in.getElementText());
          continue;
        }
        Map<String, String> record = new LinkedHashMap<>();
        while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
          record.put(in.getLocalName(), in.getElementText());
        }
        records.add(record);
      }
    } catch (XMLStreamException _) {
      throw S3Error.malformedXml();
    }
    return new Records(texts, records);
  }
}
