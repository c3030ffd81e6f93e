package dev.floe.architecture;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The packages a package of the engine may refer to, as the architecture page lists them. What a
/// neighbour may import comes with it: reading on top of assets may name what assets are made of.
/// Where the code needs another edge look for the misplaced class first.
class PackageEdgesTest {
  private static final Map<String, Set<String>> EDGES =
      Map.ofEntries(
          entry("error", Set.of()),
          entry("memory", Set.of()),
          entry("jfr", Set.of()),
          entry("format", Set.of()),
          entry("config", Set.of("format")),
          entry("storage", Set.of("format", "config", "memory")),
          entry("virtual", Set.of("format", "config", "storage")),
          entry("conflict", Set.of("format")),
          entry("internal.flatbuffers", Set.of()),
          entry("internal.concurrent", Set.of("memory")),
          entry("internal.codec", Set.of("memory")),
          entry(
              "internal.binary",
              Set.of("internal.flatbuffers", "internal.codec", "format", "memory", "config")),
          entry("internal.backend", Set.of("storage", "memory", "internal.concurrent")),
          entry(
              "internal.asset",
              Set.of("internal.binary", "storage", "memory", "internal.concurrent", "jfr")),
          entry(
              "internal.read",
              Set.of(
                  "internal.asset", "virtual", "storage", "memory", "internal.concurrent", "jfr")),
          entry(
              "internal.commit",
              Set.of(
                  "internal.asset",
                  "internal.read",
                  "conflict",
                  "storage",
                  "internal.concurrent",
                  "jfr")));

  /// May refer to everything and to each other; nothing else may refer to them.
  private static final Set<String> TOP = Set.of("", "zarr", "maintenance", "inspect");

  private static Set<String> reachable(String from) {
    Set<String> seen = new TreeSet<>();
    List<String> todo = new ArrayList<>(EDGES.get(from));
    while (!todo.isEmpty()) {
      String next = todo.removeLast();
      if (seen.add(next)) {
        todo.addAll(EDGES.get(next));
      }
    }
    return seen;
  }

  private static List<String> violations(ClassModel model) {
    String from = ClassFiles.name(model);
    String fromPackage = ClassFiles.packageOf(from);
    List<String> found = new ArrayList<>();
    if (TOP.contains(fromPackage)) {
      return found;
    }
    if (!EDGES.containsKey(fromPackage)) {
      return List.of(from + " is in a package that the architecture page does not list");
    }
    Set<String> allowed = reachable(fromPackage);
    for (String to : ClassFiles.floeReferences(model)) {
      String toPackage = ClassFiles.packageOf(to);
      if (!toPackage.equals(fromPackage)
          && !toPackage.equals("error")
          && !allowed.contains(toPackage)) {
        found.add(from + " -> " + to);
      }
    }
    return found;
  }

  @Test
  void theEngineHasOnlyAllowedEdges() {
    List<ClassModel> classes = ClassFiles.engine();
    assertTrue(classes.size() > 50, "classes found: " + classes.size());
    assertEquals(
        List.of(), classes.stream().flatMap(c -> violations(c).stream()).sorted().toList());
  }

  @Test
  void thePackagesHaveNoCycle() {
    for (String each : EDGES.keySet()) {
      assertTrue(!reachable(each).contains(each), each + " reaches itself");
    }
  }

  @Test
  void aCallAcrossAForbiddenEdgeIsFound() {
    ClassDesc pool = ClassDesc.of("dev.floe.memory.SegmentPool");
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.floe.format.Bad"),
                type ->
                    type.withMethodBody(
                        "bad",
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_STATIC,
                        code ->
                            code.aconst_null()
                                .checkcast(pool)
                                .invokevirtual(pool, "trim", ConstantDescs.MTD_void)
                                .return_()));
    assertFound("dev.floe.format.Bad -> dev.floe.memory.SegmentPool", bytes);
  }

  @Test
  void aFieldOrSignatureAcrossAForbiddenEdgeIsFound() {
    byte[] field =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.floe.internal.commit.Bad"),
                type ->
                    type.withField(
                        "bad",
                        ClassDesc.of("dev.floe.Repository").arrayType(),
                        ClassFile.ACC_PRIVATE));
    assertFound("dev.floe.internal.commit.Bad -> dev.floe.Repository", field);
    byte[] method =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.floe.memory.Bad"),
                type ->
                    type.withMethod(
                        "bad",
                        MethodTypeDesc.of(
                            ConstantDescs.CD_void, ClassDesc.of("dev.floe.jfr.PoolPressure")),
                        ClassFile.ACC_ABSTRACT,
                        abstractMethod -> {}));
    assertFound("dev.floe.memory.Bad -> dev.floe.jfr.PoolPressure", method);
  }

  @Test
  void anUnlistedPackageIsFound() {
    byte[] bytes = ClassFile.of().build(ClassDesc.of("dev.floe.misc.Bad"), type -> {});
    assertFound(
        "dev.floe.misc.Bad is in a package that the architecture page does not list", bytes);
  }

  @Test
  void errorsAndAllowedEdgesAreNotFound() {
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.floe.internal.read.Good"),
                type ->
                    type.withField("a", ClassDesc.of("dev.floe.error.ErrorKind"), 0)
                        .withField("b", ClassDesc.of("dev.floe.format.ChunkId"), 0)
                        .withField("c", ClassDesc.of("dev.floe.internal.read.Other"), 0));
    assertEquals(List.of(), violations(ClassFile.of().parse(bytes)));
  }

  private static void assertFound(String violation, byte[] bytes) {
    assertEquals(List.of(violation), violations(ClassFile.of().parse(bytes)));
  }
}
