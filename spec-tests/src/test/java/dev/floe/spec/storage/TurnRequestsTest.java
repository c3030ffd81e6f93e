package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.Storage;
import dev.floe.storage.TurnRequests;
import dev.floe.storage.TurnRequests.Request;
import dev.floe.storage.TurnRequests.Taken;
import dev.floe.storage.WriteTurns.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is asked of those who have a turn, within a process and between processes: each request is
/// taken by one, and ends or is taken back; those of the dead are nobody's.
@Timeout(60)
class TurnRequestsTest {
  private static final Object ME = new Object();
  private static final Object OTHERS = new Object();

  /// Where requests are left, and how others see them.
  private enum Place {
    MEMORY,
    FILES,
    FILES_THROUGH_ANOTHER_STORAGE
  }

  @TempDir Path root;

  private final List<Storage> open = new ArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();

  @AfterEach
  void close() {
    open.forEach(Storage::close);
  }

  private Storage opened(String location) {
    open.add(Storage.of(location));
    return open.getLast();
  }

  private static TurnRequests requests(Storage storage) {
    return storage.writeTurns().orElseThrow().requests().orElseThrow();
  }

  /// Those of who leaves requests, and those of who takes them.
  private List<TurnRequests> both(Place place) {
    Storage one = opened(place == Place.MEMORY ? "memory:" : root.toString());
    Storage other = place == Place.FILES_THROUGH_ANOTHER_STORAGE ? opened(root.toString()) : one;
    return List.of(requests(one), requests(other));
  }

  private Request left(TurnRequests requests, String text) {
    return requests
        .leave("repo", ME, text.getBytes(StandardCharsets.UTF_8), ended::incrementAndGet)
        .orElseThrow();
  }

  private static String text(Taken taken) {
    return new String(taken.bytes(), StandardCharsets.UTF_8);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachIsTakenOnceByOthersAndEnds(Place place) throws IOException {
    List<TurnRequests> both = both(place);
    assertEquals(List.of(), both.get(1).take("repo", OTHERS, 9));
    Request one = left(both.get(0), "one");
    Request two = left(both.get(0), "two");
    assertEquals(List.of(), both.get(1).take("repo", ME, 9));
    assertEquals(List.of(), both.get(1).take("config.yaml", OTHERS, 9));
    List<Taken> first = both.get(1).take("repo", OTHERS, 1);
    List<Taken> second = both.get(1).take("repo", OTHERS, 9);
    assertEquals(List.of(), both.get(1).take("repo", OTHERS, 9));
    assertEquals(
        List.of("one", "two"),
        Stream.concat(first.stream(), second.stream())
            .map(TurnRequestsTest::text)
            .sorted()
            .toList());
    assertTrue(first.getFirst().isValid() && second.getFirst().isValid());
    assertFalse(one.hasEnded() || two.hasEnded());
    first.getFirst().end();
    assertTrue(one.hasEnded() ^ two.hasEnded());
    assertFalse(first.getFirst().isValid());
    second.getFirst().end();
    second.getFirst().end();
    assertTrue(one.hasEnded() && two.hasEnded());
    assertEquals(2, ended.get());
    assertFalse(one.takeBack());
    assertTrue(one.hasEnded());
    assertEquals(List.of(), files());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTakenBackIsNobodys(Place place) throws IOException {
    List<TurnRequests> both = both(place);
    Request untaken = left(both.get(0), "untaken");
    assertTrue(untaken.takeBack());
    assertEquals(List.of(), both.get(1).take("repo", OTHERS, 9));
    Request late = left(both.get(0), "late");
    Taken taken = both.get(1).take("repo", OTHERS, 9).getFirst();
    assertFalse(late.takeBack());
    assertFalse(taken.isValid());
    taken.end();
    assertFalse(late.hasEnded() || untaken.hasEnded());
    late.confirm();
    assertEquals(0, ended.get());
    assertEquals(List.of(), files());
  }

  private ChildJvm leaving() throws IOException {
    ChildJvm child = new ChildJvm(RequestProcess.class, root.toString(), "of a process");
    assertEquals("left", child.nextLine());
    return child;
  }

  @Test
  void processesLeaveRequestsToOneAnother() throws Exception {
    TurnRequests here = requests(opened(root.toString()));
    try (ChildJvm child = leaving()) {
      Taken taken = here.take("repo", OTHERS, 9).getFirst();
      assertEquals("of a process", text(taken));
      assertTrue(taken.isValid());
      child.say("back");
      assertEquals("false false", child.nextLine());
      assertFalse(taken.isValid());
    }
    Turn turn = open.getFirst().writeTurns().orElseThrow().begin("repo").join();
    assertTrue(turn.isHeld());
    try (ChildJvm child = leaving()) {
      child.say("turn");
      here.take("repo", OTHERS, 9).getFirst().end();
      assertEquals("ended", child.nextLine());
      turn.close();
      child.say("back");
      assertEquals("false true", child.nextLine());
    }
    assertEquals(List.of("repo#00"), files());
  }

  @Test
  void thoseOfAProcessThatDiedAreNobodys() throws Exception {
    TurnRequests here = requests(opened(root.toString()));
    Optional<Taken> taken;
    try (ChildJvm child = leaving()) {
      taken = here.take("repo", OTHERS, 9).stream().findFirst();
      child.kill();
      child.exitCode();
    }
    assertTrue(taken.orElseThrow().isValid());
    assertEquals(List.of(), here.take("repo", OTHERS, 9));
    assertFalse(taken.orElseThrow().isValid());
    try (ChildJvm child = leaving()) {
      child.kill();
      child.exitCode();
    }
    assertEquals(1, files().size());
    assertEquals(List.of(), here.take("repo", OTHERS, 9));
    assertEquals(List.of(), files());
  }
}
