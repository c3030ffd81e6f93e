package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CheckedPool.class)
class CheckedPoolTest {
  private SegmentPool fromSetUp;

  @BeforeEach
  void setUp(SegmentPool pool) {
    fromSetUp = pool;
  }

  @Test
  void oneCheckedPoolPerTest(SegmentPool pool) {
    assertSame(fromSetUp, pool);
    pool.lease(1).close();
  }
}
