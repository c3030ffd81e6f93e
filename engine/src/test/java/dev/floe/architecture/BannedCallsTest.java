package dev.floe.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Calls that the engine does not make: memory that nobody closes, threads that wait for time, and
/// time and chance that a simulation could not stand in for.
class BannedCallsTest {
  private static final String SOURCES = "dev.floe.internal.concurrent.SystemSources";

  private static final Set<String> NOWHERE =
      Set.of(
          "java.lang.foreign.Arena.ofAuto",
          "java.lang.ThreadLocal.<init>",
          "java.lang.ThreadLocal.withInitial",
          "java.lang.InheritableThreadLocal.<init>",
          "java.lang.Thread.sleep",
          "java.util.concurrent.TimeUnit.sleep");

  private static final Set<String> IN_SYSTEM_SOURCES =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.InstantSource.system",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.system",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.tickMillis",
          "java.time.Clock.tickSeconds",
          "java.util.UUID.randomUUID",
          "java.lang.Math.random",
          "java.util.Random.<init>",
          "java.util.SplittableRandom.<init>",
          "java.util.random.RandomGenerator.getDefault",
          "java.util.random.RandomGenerator.of",
          "java.security.SecureRandom.<init>",
          "java.security.SecureRandom.getInstance",
          "java.security.SecureRandom.getInstanceStrong",
          "java.util.concurrent.ThreadLocalRandom.current");

  private static List<String> violations(ClassModel model) {
    String name = ClassFiles.name(model);
    return ClassFiles.members(model).stream()
        .filter(member ->
            NOWHERE.contains(member)
                || (IN_SYSTEM_SOURCES.contains(member) && !name.equals(SOURCES)))
        .map(member -> name + " calls " + member)
        .toList();
  }

  @Test
  void theEngineMakesNoBannedCall() {
    assertEquals(
        List.of(),
        ClassFiles.engine().stream().flatMap(c -> violations(c).stream()).sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("banned")
  void everyBannedCallIsFound(String member) {
    assertEquals(
        List.of("dev.floe.format.Bad calls " + member),
        violations(caller("dev.floe.format.Bad", member)));
  }

  static List<String> banned() {
    return Stream.concat(NOWHERE.stream(), IN_SYSTEM_SOURCES.stream()).sorted().toList();
  }

  @Test
  void systemSourcesMayAskTheSystemButNotSleep() {
    assertEquals(List.of(), violations(caller(SOURCES, "java.lang.System.nanoTime")));
    assertEquals(1, violations(caller(SOURCES, "java.lang.Thread.sleep")).size());
  }

  /// A class that calls a member; the call need not verify.
  private static ClassModel caller(String name, String member) {
    int dot = member.lastIndexOf('.');
    ClassDesc owner = ClassDesc.of(member.substring(0, dot));
    String method = member.substring(dot + 1);
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(name),
                type ->
                    type.withMethodBody(
                        "bad",
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_STATIC,
                        code -> {
                          if (method.equals("<init>")) {
                            code.new_(owner)
                                .invokespecial(owner, method, ConstantDescs.MTD_void)
                                .return_();
                          } else {
                            code.invokestatic(owner, method, ConstantDescs.MTD_void).return_();
                          }
                        }));
    return ClassFile.of().parse(bytes);
  }
}
