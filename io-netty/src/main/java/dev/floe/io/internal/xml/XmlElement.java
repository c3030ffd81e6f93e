package dev.floe.io.internal.xml;

import java.util.List;
import java.util.Optional;

/// An element of a small document: its local name, the text directly in it, and its children.
/// Attributes, comments and namespaces are dropped; no store says anything in them.
///
/// @param name the local name
/// @param text the text between its children, as it stands
/// @param children in order
public record XmlElement(String name, String text, List<XmlElement> children) {
  public XmlElement {
    children = List.copyOf(children);
  }

  /// The first child of a name.
  public Optional<XmlElement> child(String childName) {
    for (XmlElement child : children) {
      if (child.name.equals(childName)) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  /// The children of a name, in order.
  public List<XmlElement> children(String childName) {
    return children.stream().filter(child -> child.name.equals(childName)).toList();
  }

  /// The text of the first child of a name.
  public Optional<String> text(String childName) {
    return child(childName).map(XmlElement::text);
  }
}
