package dev.floe.format;

/// What a node is, without its data.
public enum NodeType {
  GROUP,
  ARRAY
}
