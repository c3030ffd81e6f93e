package dev.floe.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.JsonValue;
import dev.floe.format.SnapshotInfo;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.PutOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// Every value type has values, and these are values: equal if they are made alike, whoever makes
/// them.
class ValuesTest {
  /// The public records of the package of values, and those of others that are values.
  static List<Class<?>> types() throws IOException {
    List<Class<?>> types =
        new ArrayList<>(
            List.of(
                RepositoryConfig.class,
                ObjectInfo.class,
                ObjectVersion.class,
                GetOptions.class,
                PutOptions.class));
    try (Stream<Path> files = Files.list(Path.of("target/classes/dev/floe/format"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.contains("-")) {
          Class<?> type = found("dev.floe.format." + name.substring(0, name.indexOf('.')));
          if (type.isRecord() && Modifier.isPublic(type.getModifiers())) {
            types.add(type);
          }
        }
      }
    }
    return types;
  }

  private static Class<?> found(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Provide
  Arbitrary<Class<?>> valueTypes() throws IOException {
    return Arbitraries.of(types());
  }

  @Test
  void allPackagesAreLookedThrough() throws IOException {
    List<Class<?>> types = types();
    assertTrue(types.contains(SnapshotInfo.class), types::toString);
    assertTrue(types.contains(ObjectInfo.class), types::toString);
    assertTrue(types.contains(JsonValue.JsonObject.class), types::toString);
  }

  @Property(tries = 2000)
  void valuesMadeAlikeAreEqual(@ForAll("valueTypes") Class<?> type, @ForAll long seed)
      throws Exception {
    Object value = Values.one(type, new Random(seed));
    Object same = Values.one(type, new Random(seed));
    assertEquals(value, same);
    assertEquals(value.hashCode(), same.hashCode());
    assertEquals(value.toString(), same.toString());
    assertFalse(value.equals("another"));
    if (value instanceof Serializable serializable) {
      assertEquals(value, copied(serializable));
    }
  }

  private static Object copied(Serializable value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void valuesDiffer() {
    Set<Object> values = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      values.add(Values.one(SnapshotInfo.class, new Random(seed)));
    }
    assertTrue(values.size() > 90, values.size() + " of 100");
    assertThrows(IllegalArgumentException.class, () -> Values.one(Thread.class, new Random(1)));
  }
}
