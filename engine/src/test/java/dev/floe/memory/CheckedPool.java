package dev.floe.memory;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives test methods and their `@BeforeEach` a checked pool of 1 GiB as a parameter, one per test,
/// closes it after the test and fails the test if anything of it is still open:
///
/// ```java
/// @ExtendWith(CheckedPool.class)
/// class SomeTest {
///   @Test void test(SegmentPool pool) { … }
/// }
/// ```
public final class CheckedPool implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(CheckedPool.class);
  private static final long LIMIT_BYTES = 1L << 30;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SegmentPool.class
        && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(
            Holder.class,
            key -> new Holder(SegmentPool.checked(LIMIT_BYTES, System::nanoTime)),
            Holder.class)
        .pool();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Holder holder = context.getStore(NAMESPACE).remove(Holder.class, Holder.class);
    if (holder != null) {
      holder.pool().close();
    }
  }

  /// Keeps the pool from being closed by the store, which would swallow the report.
  private record Holder(SegmentPool pool) {}
}
