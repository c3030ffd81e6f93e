package dev.floe.internal.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.read.ReadPlanner.Request;
import dev.floe.internal.read.ReadPlanner.Wanted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReadPlannerTest {
  private static final int OBJECT_BYTES = 2_000;

  private record Case(List<Wanted> wanted, ReadCost cost) {}

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<long[]> range =
        Combinators.combine(
                Arbitraries.integers().between(0, 2),
                Arbitraries.longs().between(0, OBJECT_BYTES - 1),
                Arbitraries.longs().between(1, 300))
            .as((source, offset, length) ->
                new long[] {source, offset, Math.min(length, OBJECT_BYTES - offset)});
    Arbitrary<ReadCost> cost =
        Combinators.combine(
                Arbitraries.longs().between(0, 200),
                Arbitraries.longs().between(1, 600),
                Arbitraries.integers().between(1, 5))
            .as(ReadCost::new);
    return Combinators.combine(range.list().ofMaxSize(40), cost)
        .as((ranges, model) -> {
          List<Wanted> wanted = new ArrayList<>();
          for (int i = 0; i < ranges.size(); i++) {
            long[] r = ranges.get(i);
            wanted.add(new Wanted((int) r[0], r[1], r[2], i));
          }
          return new Case(wanted, model);
        });
  }

  private static byte[] object(int source) {
    byte[] bytes = new byte[OBJECT_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + source * 7 + (i >>> 8));
    }
    return bytes;
  }

  @Property
  void givesTheSameBytesAsOneRequestForEachRead(@ForAll("cases") Case given) {
    byte[][] results = new byte[given.wanted.size()][];
    for (Request request : ReadPlanner.plan(given.wanted, given.cost)) {
      byte[] landed = new byte[(int) request.lengthBytes()];
      for (int part = 0; part < request.parts(); part++) {
        long from = request.partOffset(part);
        long to = request.partOffset(part + 1);
        System.arraycopy(
            object(request.source()),
            (int) from,
            landed,
            (int) (from - request.offset()),
            (int) (to - from));
      }
      for (Wanted read : request.reads()) {
        int from = (int) (read.offset() - request.offset());
        results[read.index()] = Arrays.copyOfRange(landed, from, from + (int) read.lengthBytes());
      }
    }
    for (Wanted read : given.wanted) {
      byte[] expected =
          Arrays.copyOfRange(
              object(read.source()),
              (int) read.offset(),
              (int) (read.offset() + read.lengthBytes()));
      assertArrayEquals(expected, results[read.index()]);
    }
  }

  @Property
  void readsAtMostAQuarterTooMuchAndAsksNoMoreOften(@ForAll("cases") Case given) {
    List<Request> requests = ReadPlanner.plan(given.wanted, given.cost);
    assertTrue(requests.size() <= given.wanted.size());
    for (Request request : requests) {
      BitSet asked = new BitSet();
      for (Wanted read : request.reads()) {
        asked.set((int) read.offset(), (int) (read.offset() + read.lengthBytes()));
      }
      long unwanted = request.lengthBytes() - asked.cardinality();
      assertTrue(unwanted * 4 <= asked.cardinality(), () -> "over-read in " + request);
      assertTrue(request.parts() <= given.cost.maxParts());
    }
  }

  @Test
  void neighboursBecomeOneRequest() {
    List<Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      wanted.add(new Wanted(0, i * 16_384L, 16_384, i));
    }
    List<Request> requests = ReadPlanner.plan(wanted, ReadCost.OBJECT_STORE);
    assertEquals(1, requests.size());
    assertEquals(64 * 16_384, requests.getFirst().lengthBytes());
  }

  @Test
  void partsDifferByAtMostOneByteTheLongerFirst() {
    Request request =
        ReadPlanner.plan(List.of(new Wanted(0, 10, 11, 0)), new ReadCost(0, 5, 18)).getFirst();
    assertEquals(3, request.parts());
    assertEquals(14, request.partOffset(1));
    assertEquals(18, request.partOffset(2));
    assertEquals(21, request.partOffset(3));
  }
}
