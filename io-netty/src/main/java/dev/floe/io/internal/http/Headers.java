package dev.floe.io.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Header fields in order; names compare without case. Immutable.
///
/// @param fields the fields as they go over the wire
public record Headers(List<Field> fields) {
  /// One field.
  public record Field(String name, String value) {
    /// The name alone: the value may be a secret.
    @Override
    public String toString() {
      return name;
    }
  }

  /// No fields.
  public static final Headers NONE = new Headers(List.of());

  public Headers {
    fields = List.copyOf(fields);
  }

  /// Fields given as name, value, name, value ….
  public static Headers of(String... namesAndValues) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Headers(fields);
  }

  /// The value of the first field of a name.
  public Optional<String> first(String name) {
    for (int i = 0; i < fields.size(); i++) { // asked often: without an iterator
      if (fields.get(i).name.equalsIgnoreCase(name)) {
        return Optional.of(fields.get(i).value);
      }
    }
    return Optional.empty();
  }

  /// These fields and one more.
  public Headers and(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Headers(more);
  }

  /// These fields, with those of `others` in place of the ones that share their names.
  public Headers overriddenBy(Headers others) {
    List<Field> merged = new ArrayList<>();
    for (Field field : fields) {
      if (others.first(field.name).isEmpty()) {
        merged.add(field);
      }
    }
    merged.addAll(others.fields);
    return new Headers(merged);
  }

  /// The names alone: values may be secrets.
  @Override
  public String toString() {
    return fields.stream().map(Field::name).toList().toString();
  }
}
