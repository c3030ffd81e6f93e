package dev.floe.fuzz.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.fuzz.isolation.Anomaly.Kind;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The checker against slower ways to the same answer.
class CheckerPropertiesTest {
  private static final List<String> KEYS = List.of("a/zarr.json", "b/zarr.json", "zarr.json");

  /// Few transactions that read and write few registers, anything of what was ever written.
  private static History tiny(Random random) {
    int count = 2 + random.nextInt(3);
    Told told = new Told(Level.LOSSY);
    List<String> order = new ArrayList<>();
    Level[] levels = Level.values();
    boolean mixed = random.nextBoolean();
    Level one = levels[random.nextInt(levels.length)];
    int keys = 1 + random.nextInt(KEYS.size());
    for (int i = 0; i < count; i++) {
      Told.One transaction = told.by("" + i);
      long begin = random.nextInt(6);
      transaction.within(begin, begin + random.nextInt(4));
      transaction.promised(mixed ? levels[random.nextInt(levels.length)] : one);
      boolean writes = false;
      for (String key : KEYS.subList(0, keys)) {
        int by = random.nextInt(count + 2);
        if (by < count && by != i) {
          transaction.reads(key, key + by);
        } else if (by != i) {
          transaction.reads(key);
        }
        if (random.nextInt(3) > 0) {
          transaction.writes(key, key + i);
          writes = true;
        }
      }
      if (writes) {
        order.add("" + i);
      }
    }
    Collections.shuffle(order, random);
    return told.committing(order.toArray(new String[0]));
  }

  private static boolean isCycle(Anomaly anomaly) {
    return anomaly.kind() != Kind.UNVALIDATED_READ;
  }

  @Property(tries = 20_000)
  void tinyHistoriesAreJudgedAsByTryingAllOrders(@ForAll long seed) {
    History history = tiny(new Random(seed));
    List<Anomaly> found = IsolationChecker.promised().check(history);
    if (found.stream().anyMatch(each -> each.kind() == Kind.UNKNOWN_VALUE)) {
      return;
    }
    assertEquals(
        new BruteForce(history, false).isExplained(),
        found.stream().noneMatch(CheckerPropertiesTest::isCycle),
        () -> found + "\n" + history);
  }

  /// Both answers occur, at each level, or the property would say nothing.
  @Example
  void tinyHistoriesAreOfBothKinds() {
    TreeMap<Boolean, Integer> answers = new TreeMap<>();
    for (long seed = 0; seed < 2_000; seed++) {
      List<Anomaly> found = IsolationChecker.promised().check(tiny(new Random(seed)));
      if (found.stream().noneMatch(each -> each.kind() == Kind.UNKNOWN_VALUE)) {
        answers.merge(found.isEmpty(), 1, Integer::sum);
      }
    }
    assertTrue(answers.getOrDefault(true, 0) > 100, answers::toString);
    assertTrue(answers.getOrDefault(false, 0) > 100, answers::toString);
  }

  @Property(tries = 1_000)
  void whatRanOneAfterTheOtherIsAccepted(@ForAll long seed) {
    SerialStore store = new SerialStore(new Random(seed));
    History history = store.run(40, Integer.MAX_VALUE);
    for (Level level : Level.values()) {
      assertEquals(
          List.of(),
          IsolationChecker.strong().check(history.promising(level)),
          () -> level + "\n" + history);
    }
  }

  /// One read of one transaction sees what was there one version before.
  @Property(tries = 500)
  void oneWrongReadIsFound(@ForAll long seed) {
    SerialStore store = new SerialStore(new Random(seed));
    History history = store.run(40, 10 + new Random(seed).nextInt(25));
    if (store.lied()) {
      List<Anomaly> found = IsolationChecker.promised().check(history);
      assertTrue(!found.isEmpty(), history::toString);
    }
  }

  @Property(tries = 100)
  void transactionsGoThroughLines(@ForAll long seed) {
    new SerialStore(new Random(seed))
        .run(20, Integer.MAX_VALUE)
        .transactions()
        .forEach(each -> assertEquals(each, TransactionText.read(TransactionText.write(each))));
  }

  @Property(tries = 200)
  void outcomesNobodyHeardOfChangeNothing(@ForAll long seed) {
    History history = new SerialStore(new Random(seed)).run(30, Integer.MAX_VALUE);
    Random random = new Random(seed);
    List<Transaction> transactions =
        history.transactions().stream()
            .map(each -> random.nextBoolean() || each.onlyReads() ? each : unknown(each))
            .toList();
    assertEquals(
        List.of(), IsolationChecker.strong().check(new History(transactions, history.ancestry())));
  }

  private static Transaction unknown(Transaction each) {
    return new Transaction(
        each.name(),
        each.level(),
        each.base(),
        each.beginNanos(),
        each.endNanos(),
        each.operations(),
        Outcome.UNKNOWN,
        each.snapshot());
  }
}
