package dev.floe.config;

import java.util.Objects;
import java.util.Optional;

/// One key of a section of the configuration: its name in files, its type, and what applies when
/// nobody set it. Each section names its keys as constants; sections are built and asked with them.
public final class Setting<T> {
  private final String key;
  private final SettingType<T> type;
  private final Optional<T> defaultValue;

  private Setting(String key, SettingType<T> type, Optional<T> defaultValue) {
    this.key = key;
    this.type = type;
    this.defaultValue = defaultValue;
  }

  static <T> Setting<T> of(String key, SettingType<T> type, T defaultValue) {
    return new Setting<>(key, type, Optional.of(defaultValue));
  }

  static <T> Setting<T> withoutDefault(String key, SettingType<T> type) {
    return new Setting<>(key, type, Optional.empty());
  }

  static <S extends ConfigSection> Setting<S> section(String key, SectionSchema<S> schema) {
    return of(key, SettingType.section(schema), schema.create(SectionValues.NONE));
  }

  /// The key as files spell it.
  public String key() {
    return key;
  }

  /// What applies when nobody set it; empty where nothing does.
  public Optional<T> defaultValue() {
    return defaultValue;
  }

  SettingType<T> type() {
    return type;
  }

  /// The value to keep, checked against what a file can hold.
  T checked(T value) {
    return type.check(key, Objects.requireNonNull(value, key));
  }

  @Override
  public String toString() {
    return key;
  }
}
