package dev.floe.config;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonString;
import java.math.BigInteger;
import java.time.Duration;

/// How values of one kind are read, written, checked, merged and shown.
abstract class SettingType<T> {
  static final long U8 = 0xff;
  static final long U16 = 0xffff;
  static final long U32 = 0xffff_ffffL;
  private static final BigInteger U64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  abstract T decode(JsonValue json, ConfigPlace place);

  abstract JsonValue encode(T value);

  /// The value to keep; one that the file could not hold is an [IllegalArgumentException].
  T check(String key, T value) {
    return value;
  }

  /// `over` laid over `under`: replaces it, unless both are sections.
  T merge(T under, T over) {
    return over;
  }

  /// The value for people, secrets replaced; sections treat what is unset as asked to.
  JsonValue show(T value, SectionValues.Unset unset) {
    return encode(value);
  }

  static final SettingType<Boolean> BOOLEAN =
      new SettingType<>() {
        @Override
        Boolean decode(JsonValue json, ConfigPlace place) {
          if (json instanceof JsonBoolean(boolean value)) {
            return value;
          }
          throw place.unexpected("true or false", json);
        }

        @Override
        JsonValue encode(Boolean value) {
          return JsonValue.of(value);
        }
      };

  static final SettingType<String> TEXT =
      new SettingType<>() {
        @Override
        String decode(JsonValue json, ConfigPlace place) {
          if (json instanceof JsonString(String value)) {
            return value;
          }
          throw place.unexpected("a text", json);
        }

        @Override
        JsonValue encode(String value) {
          return JsonValue.of(value);
        }
      };

  /// Integers that fit an `int`.
  static SettingType<Integer> integer(long min, long max) {
    return new SettingType<>() {
      @Override
      Integer decode(JsonValue json, ConfigPlace place) {
        return (int) within(json, place, min, max);
      }

      @Override
      JsonValue encode(Integer value) {
        return JsonValue.of((long) value);
      }

      @Override
      Integer check(String key, Integer value) {
        requireWithin(key, value, min, max);
        return value;
      }
    };
  }

  /// Integers of up to 32 unsigned bits.
  static SettingType<Long> unsigned32() {
    return new SettingType<>() {
      @Override
      Long decode(JsonValue json, ConfigPlace place) {
        return within(json, place, 0, U32);
      }

      @Override
      JsonValue encode(Long value) {
        return JsonValue.of(value);
      }

      @Override
      Long check(String key, Long value) {
        requireWithin(key, value, 0, U32);
        return value;
      }
    };
  }

  /// Integers of 64 unsigned bits, which people use for "no limit": what does not fit a `long`
  /// counts as the largest one.
  static SettingType<Long> unsigned64(long min) {
    return new SettingType<>() {
      @Override
      Long decode(JsonValue json, ConfigPlace place) {
        if (json instanceof JsonInteger(BigInteger value)
            && value.compareTo(BigInteger.valueOf(min)) >= 0
            && value.compareTo(U64) <= 0) {
          return value.bitLength() < Long.SIZE ? value.longValueExact() : Long.MAX_VALUE;
        }
        throw place.unexpected("an integer from " + min + " to " + U64, json);
      }

      @Override
      JsonValue encode(Long value) {
        return JsonValue.of(value);
      }

      @Override
      Long check(String key, Long value) {
        requireWithin(key, value, min, Long.MAX_VALUE);
        return value;
      }
    };
  }

  /// Milliseconds of up to 32 unsigned bits.
  static final SettingType<Duration> MILLIS =
      new SettingType<>() {
        @Override
        Duration decode(JsonValue json, ConfigPlace place) {
          return Duration.ofMillis(within(json, place, 0, U32));
        }

        @Override
        JsonValue encode(Duration value) {
          return JsonValue.of(value.toMillis());
        }

        @Override
        Duration check(String key, Duration value) {
          requireWithin(key, value.toMillis(), 0, U32);
          return value;
        }
      };

  /// A section of its own, merged key by key.
  static <S extends ConfigSection> SettingType<S> section(SectionSchema<S> schema) {
    return new SettingType<>() {
      @Override
      S decode(JsonValue json, ConfigPlace place) {
        return schema.decode(json, place);
      }

      @Override
      JsonValue encode(S value) {
        return value.toJson();
      }

      @Override
      S merge(S under, S over) {
        return schema.create(under.values().mergedWith(over.values()));
      }

      @Override
      JsonValue show(S value, SectionValues.Unset unset) {
        return value.values().show(schema, unset);
      }
    };
  }

  /// A section that replaces another as a whole.
  static <S extends ConfigSection> SettingType<S> wholeSection(SectionSchema<S> schema) {
    SettingType<S> deep = section(schema);
    return new SettingType<>() {
      @Override
      S decode(JsonValue json, ConfigPlace place) {
        return deep.decode(json, place);
      }

      @Override
      JsonValue encode(S value) {
        return deep.encode(value);
      }

      @Override
      JsonValue show(S value, SectionValues.Unset unset) {
        return deep.show(value, unset);
      }
    };
  }

  private static long within(JsonValue json, ConfigPlace place, long min, long max) {
    if (json instanceof JsonInteger(BigInteger value)
        && value.bitLength() < Long.SIZE
        && value.longValueExact() >= min
        && value.longValueExact() <= max) {
      return value.longValueExact();
    }
    throw place.unexpected("an integer from " + min + " to " + max, json);
  }

  private static void requireWithin(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": expected an integer from " + min + " to " + max + ", found " + value);
    }
  }
}
