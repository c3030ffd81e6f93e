package dev.floe.values;

import dev.floe.config.Configs;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkIndexSet;
import dev.floe.format.ChunkIndices;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.ManifestExtents;
import dev.floe.format.NodePath;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/// Random values of every type that is a value: records by their components, sealed interfaces by
/// one of their records, and the few types that are neither, as they are made. What a constructor
/// refuses is drawn again. The same source of chance gives the same value; nothing is shrunk.
public final class Values {
  private static final int MOST_ELEMENTS = 4;
  private static final int DEEPEST = 6;
  private static final int MOST_ATTEMPTS = 2000;
  private static final List<String> NAMES =
      List.of("a", "b", "foo", "foo-bar", "x y", "é", "\uffee", "🧊", "zarr", "0");

  private static final Map<Class<?>, Function<Values, Object>> MADE =
      Map.ofEntries(
          Map.entry(String.class, Values::text),
          Map.entry(NodePath.class, values -> NodePath.stored("/" + values.text())),
          Map.entry(Instant.class, Values::instant),
          Map.entry(Duration.class, values -> Duration.ofMillis(values.number() >>> 16)),
          Map.entry(MemorySegment.class, values -> MemorySegment.ofArray(values.bytes())),
          Map.entry(
              BigInteger.class, values -> new BigInteger(Long.toUnsignedString(values.u64()))),
          Map.entry(ChunkIndices.class, values -> values.indices(values.random.nextInt(4))),
          Map.entry(ChunkIndexSet.class, Values::indexSet),
          Map.entry(ManifestExtents.class, Values::extents),
          Map.entry(JsonDouble.class, values -> new JsonDouble(values.random.nextGaussian())),
          Map.entry(
              RepositoryConfig.class,
              values -> Configs.any().generator(1000).next(values.random).value()));

  private final Random random;
  private int depth;

  private Values(Random random) {
    this.random = random;
  }

  /// Values of a type.
  public static <T> Arbitrary<T> of(Class<T> type) {
    return Arbitraries.randomValue(random -> one(type, random));
  }

  /// One value of a type.
  ///
  /// @throws IllegalArgumentException if it is no type of values
  public static <T> T one(Class<T> type, Random random) {
    return type.cast(new Values(random).value(type));
  }

  private Object value(Type type) {
    return switch (type) {
      case Class<?> whole -> whole(whole);
      case ParameterizedType generic -> generic(generic);
      default -> throw new IllegalArgumentException(type + " is no type of values");
    };
  }

  private Object whole(Class<?> type) {
    if (MADE.containsKey(type)) {
      return MADE.get(type).apply(this);
    }
    if (type == long.class || type == Long.class) {
      return number();
    }
    if (type == int.class || type == Integer.class) {
      return (int) number();
    }
    if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    }
    if (type == OptionalLong.class) {
      return random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty();
    }
    if (type.isEnum()) {
      return any(Arrays.asList(type.getEnumConstants()));
    }
    if (type.isSealed()) {
      return depth < DEEPEST || type != JsonValue.class
          ? value(any(Arrays.asList(type.getPermittedSubclasses())))
          : new JsonInteger(BigInteger.TEN);
    }
    if (type.isRecord()) {
      return record(type);
    }
    throw new IllegalArgumentException(type + " is no type of values");
  }

  private Object generic(ParameterizedType type) {
    Type first = type.getActualTypeArguments()[0];
    Class<?> raw = (Class<?>) type.getRawType();
    if (raw == Optional.class) {
      return random.nextBoolean() ? Optional.of(value(first)) : Optional.empty();
    }
    if (raw == List.class) {
      return many(first);
    }
    if (raw == SortedSet.class) {
      return new TreeSet<>(many(first));
    }
    if (raw == SortedMap.class || raw == Map.class) {
      SortedMap<Object, Object> map = new TreeMap<>();
      many(first).forEach(key -> map.put(key, value(type.getActualTypeArguments()[1])));
      return map;
    }
    throw new IllegalArgumentException(type + " is no type of values");
  }

  private List<Object> many(Type type) {
    List<Object> many = new ArrayList<>();
    depth++;
    for (int i = depth > DEEPEST ? 0 : random.nextInt(MOST_ELEMENTS + 1); i > 0; i--) {
      many.add(value(type));
    }
    depth--;
    return many;
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        Object[] arguments =
            Arrays.stream(components).map(each -> value(each.getGenericType())).toArray();
        try {
          return constructor.newInstance(arguments);
        } catch (InvocationTargetException refused) {
          boolean known =
              refused.getCause() instanceof IllegalArgumentException
                  || refused.getCause() instanceof IcechunkException;
          if (!known) {
            throw new IllegalStateException(type + " with " + Arrays.toString(arguments), refused);
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type + " is no type of values", e);
    }
    throw new IllegalStateException(type + " refuses everything");
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  /// Up to three names with slashes between.
  private String text() {
    List<String> parts = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      parts.add(any(NAMES));
    }
    return String.join("/", parts);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  /// In whole microseconds, as files have them.
  private Instant instant() {
    long micros = random.nextLong(4_000_000_000_000_000L);
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
  }

  /// A number whose bits are few, many or all.
  private long u64() {
    return random.nextLong() >>> random.nextInt(64);
  }

  private long number() {
    return u64() >>> 1;
  }

  private ChunkIndices indices(int rank) {
    return ChunkIndices.ofUnsigned(random.ints(rank).toArray());
  }

  private ChunkIndexSet indexSet() {
    int rank = random.nextInt(4);
    List<ChunkIndices> indices = new ArrayList<>();
    for (int i = random.nextInt(9); i > 0; i--) {
      indices.add(indices(rank));
    }
    return ChunkIndexSet.of(indices);
  }

  private ManifestExtents extents() {
    int rank = random.nextInt(4);
    return ManifestExtents.ofUnsigned(random.ints(rank).toArray(), random.ints(rank).toArray());
  }
}
