package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {
  @TempDir Path root;

  @Test
  void objectsAreFilesUnderTheNamesThatTheReferenceGivesThem() throws IOException {
    try (Storage storage = Storage.localFilesystem(root)) {
      for (String name :
          List.of(
              "é~ü", "50%", "x#1", "a\u007fb", "tab\there", "q?*|", "🧊", "..", "a:b", "a\\b")) {
        put(
            storage,
            "refs/branch." + name + "/ref.json",
            PutOptions.root(Precondition.ABSENT, Map.of()));
      }
      Set<String> names;
      try (Stream<Path> files = Files.list(root.resolve("refs"))) {
        names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
      }
      assertEquals(
          Set.of(
              "branch.%C3%A9%7E%C3%BC",
              "branch.50%25",
              "branch.x%231",
              "branch.a%7Fb",
              "branch.tab%09here",
              "branch.q%3F%2A%7C",
              "branch.%F0%9F%A7%8A",
              "branch...",
              "branch.a:b",
              "branch.a%5Cb"),
          names);
      try (Stream<ObjectInfo> objects = storage.list("refs")) {
        assertEquals(
            new TreeSet<>(
                Set.of(
                    "..",
                    "50%",
                    "a:b",
                    "a\u007fb",
                    "a\\b",
                    "q?*|",
                    "tab\there",
                    "x#1",
                    "é~ü",
                    "🧊")),
            objects
                .map(o -> o.key().substring("refs/branch.".length(), o.key().lastIndexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
  }

  @Test
  void aWriteIsReadBackAndAConditionIsKept() {
    try (Storage storage = Storage.localFilesystem(root)) {
      PutResult.Updated first =
          assertInstanceOf(
              PutResult.Updated.class,
              put(storage, "repo", PutOptions.root(Precondition.ABSENT, Map.of())));
      assertInstanceOf(
          PutResult.NotOnLatestVersion.class,
          put(storage, "repo", PutOptions.root(Precondition.ABSENT, Map.of())));
      assertInstanceOf(
          PutResult.Updated.class,
          put(storage, "repo", PutOptions.root(new Precondition.At(first.version()), Map.of())));
      MemorySegment target = MemorySegment.ofArray(new byte[4]);
      GetResult.Modified read =
          assertInstanceOf(
              GetResult.Modified.class,
              storage.get("repo", GetOptions.WHOLE, length -> target.asSlice(0, length)).join());
      assertEquals(first.version(), read.version());
      assertEquals("repo".charAt(0), target.get(ValueLayout.JAVA_BYTE, 0));
      assertEquals(
          read.version(), storage.head("repo").join().orElseThrow().version().orElseThrow());
    }
  }

  private static PutResult put(Storage storage, String key, PutOptions options) {
    return storage.put(key, MemorySegment.ofArray("repo".getBytes()), options).join();
  }
}
