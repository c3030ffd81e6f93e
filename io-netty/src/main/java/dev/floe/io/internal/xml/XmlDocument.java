package dev.floe.io.internal.xml;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// A document as a tree. Document types, and with them entities of the document's own, are refused;
/// elements nest at most [#MAX_DEPTH] deep and number at most [#MAX_ELEMENTS].
public final class XmlDocument {
  /// How deep elements may nest.
  public static final int MAX_DEPTH = 16;

  /// How many elements there may be: a page of 5,000 objects with all that is said of them.
  public static final int MAX_ELEMENTS = 250_000;

  /// An element whose end has not been seen.
  private static final class Open {
    final String name;
    final Map<String, String> attributes = new HashMap<>();
    final StringBuilder text = new StringBuilder();
    final List<XmlElement> children = new ArrayList<>();

    Open(XMLStreamReader reader) {
      name = reader.getLocalName();
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
      }
    }

    XmlElement ended() {
      return new XmlElement(name, attributes, text.toString(), children);
    }
  }

  private XmlDocument() {}

  /// The root of a document in UTF-8; empty if the bytes are none, or not one of the kind that
  /// stores send.
  public static Optional<XmlElement> root(byte[] document) {
    try {
      // Decoded here, for the parser writes to the standard error about bytes that are no text.
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(withoutMark(text)));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (CharacterCodingException | XMLStreamException | MissingResourceException _) {
      return Optional.empty(); // the JDK has no words for some of what is wrong in a document type
    }
  }

  /// The text without the byte order mark that Azure begins with.
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static Optional<XmlElement> read(XMLStreamReader reader) throws XMLStreamException {
    ArrayDeque<Open> path = new ArrayDeque<>();
    XmlElement root = null;
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (path.size() == MAX_DEPTH || ++elements > MAX_ELEMENTS) {
            return Optional.empty();
          }
          path.push(new Open(reader));
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!path.isEmpty()) {
            path.peek().text.append(reader.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          XmlElement element = path.pop().ended();
          if (path.isEmpty()) {
            root = element;
          } else {
            path.peek().children.add(element);
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
          return Optional.empty();
        }
        default -> {} // comments and the declaration say nothing
      }
    }
    return Optional.ofNullable(root);
  }
}
