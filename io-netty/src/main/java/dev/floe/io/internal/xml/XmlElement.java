package dev.floe.io.internal.xml;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An element of a small document. Comments and namespaces are dropped; no store says anything in
/// them.
///
/// @param name the local name
/// @param attributes by their local names
/// @param text the text between its children, as it stands
/// @param children in order
public record XmlElement(
    String name, Map<String, String> attributes, String text, List<XmlElement> children) {
  public XmlElement {
    attributes = Map.copyOf(attributes);
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
