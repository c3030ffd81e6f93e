package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.storage.GetOptions;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrappersTest {
  private static final MemorySegment BODY = MemorySegment.ofArray(new byte[] {1, 2, 3, 4});
  private static final PutOptions CREATE = PutOptions.root(Precondition.ABSENT, Map.of());

  private final Storage memory = Storage.inMemory();

  private static final Set<String> NO_REQUESTS =
      Set.of("location", "capabilities", "createLocation", "wantsPurpose", "close");
  private static final Set<String> BY_PUT = Set.of("keep", "leaseToKeep");
  private static final Set<String> KEPT_BACK =
      Set.of(
          "under",
          "directReads",
          "writeTurns",
          "objectFiles",
          "fileTransfers",
          "keep",
          "leaseToKeep");

  /// Whose method is called.
  private static Class<?> owner(Class<?> wrapper, Method method) throws NoSuchMethodException {
    return wrapper.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass();
  }

  private static List<Method> methods() {
    return Arrays.stream(Storage.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  /// A default method that a wrapper does not override would bypass what it wraps.
  @ParameterizedTest
  @ValueSource(classes = {CountingStorage.class, FaultyStorage.class})
  void everyMethodOfTheInterfaceIsWrapped(Class<?> wrapper) throws NoSuchMethodException {
    for (Method method : methods()) {
      boolean asks = !NO_REQUESTS.contains(method.getName());
      Class<?> expected = asks ? wrapper : ForwardingStorage.class;
      assertEquals(
          BY_PUT.contains(method.getName()) ? Storage.class : expected,
          owner(wrapper, method),
          method::toString);
    }
  }

  /// Who extends it must not be bypassed by what it does not know of.
  @Test
  void allIsForwardedButWhatWouldGetPastTheWrapper() throws NoSuchMethodException {
    for (Method method : methods()) {
      boolean forwarded = !KEPT_BACK.contains(method.getName());
      assertEquals(
          forwarded ? ForwardingStorage.class : Storage.class,
          owner(ForwardingStorage.class, method),
          method::toString);
    }
  }

  @Test
  void requestsAndBytesAreCounted() {
    CountingStorage storage = new CountingStorage(memory);
    storage.put("repo", BODY, CREATE).join();
    storage.get("repo", GetOptions.range(ByteRange.of(1, 3)), new OneTarget()).join();
    storage.copy("repo", "b", Precondition.NONE).join();
    storage.head("repo").join();
    storage.list("").close();
    storage.delete(List.of("b")).join();
    try (var object = storage.directReads().orElseThrow().open("repo").orElseThrow()) {
      object.readInto(1, MemorySegment.ofArray(new byte[3]));
    }
    assertEquals(7, storage.requests());
    assertEquals(1, storage.count(Request.DIRECT_READ));
    assertEquals(5, storage.bytesRead());
    assertEquals(4, storage.bytesWritten());
    assertEquals(
        List.of("PUT repo", "GET repo", "COPY repo", "HEAD repo", "LIST ", "DELETE b", "OPEN repo"),
        storage.log());
    storage.reset();
    assertEquals(0, storage.requests() + storage.bytesRead() + storage.bytesWritten());
  }

  private FaultyStorage faulty(Request request, Fault fault) {
    return new FaultyStorage(memory, FaultPlan.at(request, "repo", 0, fault));
  }

  @Test
  void aLostRequestNeverHappensAndALostAnswerDoes() {
    CompletableFuture<?> lost = faulty(Request.PUT, Fault.LOST_REQUEST).put("repo", BODY, CREATE);
    assertTrue(
        ((StorageException) ContractStore.failure(ErrorKind.OBJECT_STORE, lost)).retryable());
    assertTrue(memory.head("repo").join().isEmpty());
    ContractStore.failure(
        ErrorKind.OBJECT_STORE, faulty(Request.PUT, Fault.LOST_ANSWER).put("repo", BODY, CREATE));
    assertTrue(memory.head("repo").join().isPresent());
  }

  @Test
  void aLateRequestLandsWithTheBodyAsItWas() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    byte[] body = {7};
    ContractStore.failure(
        ErrorKind.OBJECT_STORE,
        faulty(Request.PUT, new Fault.LandsLate(gate))
            .put("repo", MemorySegment.ofArray(body), CREATE));
    body[0] = 8;
    assertTrue(memory.head("repo").join().isEmpty());
    gate.complete(null);
    OneTarget target = new OneTarget();
    memory.get("repo", GetOptions.WHOLE, target).join();
    assertArrayEquals(new byte[] {7}, target.bytes());
  }

  @Test
  void gatesHoldTheRequestOrItsAnswer() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CompletableFuture<PutResult> held =
        faulty(Request.PUT, new Fault.Held(gate)).put("repo", BODY, CREATE);
    assertTrue(memory.head("repo").join().isEmpty());
    gate.complete(null);
    ContractStore.updated(held.join());
    CompletableFuture<Void> other = new CompletableFuture<>();
    CompletableFuture<PutResult> answer =
        faulty(Request.PUT, new Fault.HeldAnswer(other))
            .put("repo", BODY.asSlice(2), PutOptions.root(Precondition.NONE, Map.of()));
    assertEquals(2, memory.head("repo").join().orElseThrow().sizeBytes());
    assertFalse(answer.isDone());
    other.complete(null);
    ContractStore.updated(answer.join());
  }

  @Test
  void aShortBodyFillsHalfOfTheTarget() {
    memory.put("repo", BODY, CREATE).join();
    OneTarget target = new OneTarget();
    ContractStore.failure(
        ErrorKind.OBJECT_STORE,
        faulty(Request.GET, Fault.SHORT_BODY).get("repo", GetOptions.WHOLE, target));
    assertArrayEquals(new byte[] {1, 2, 0, 0}, target.bytes());
  }

  @Test
  void anyFailureCanBePlanned() {
    InvalidInputException mine = new InvalidInputException(ErrorKind.INVALID_KEY, "mine");
    for (Request request : Request.values()) {
      FaultyStorage storage = faulty(request, new Fault.Fails(mine));
      switch (request) {
        case GET ->
            ContractStore.failure(
                mine.kind(), storage.get("repo", GetOptions.WHOLE, new OneTarget()));
        case PUT -> ContractStore.failure(mine.kind(), storage.put("repo", BODY, CREATE));
        case COPY ->
            ContractStore.failure(mine.kind(), storage.copy("repo", "b", Precondition.NONE));
        case HEAD -> ContractStore.failure(mine.kind(), storage.head("repo"));
        case LIST ->
            assertEquals(
                mine, assertThrows(InvalidInputException.class, () -> storage.list("repo")));
        case DELETE -> ContractStore.failure(mine.kind(), storage.delete(List.of("repo")));
        case OPEN ->
            assertEquals(
                mine, assertThrows(InvalidInputException.class, () -> storage.open("repo")));
        case DIRECT_READ -> {}
      }
    }
  }

  @Test
  void seededFaultsComeAgainWithTheSeed() {
    List<Fault> first = faults(FaultPlan.seeded(5, 0.5, Fault.LOST_ANSWER, Fault.LOST_REQUEST));
    assertEquals(first, faults(FaultPlan.seeded(5, 0.5, Fault.LOST_ANSWER, Fault.LOST_REQUEST)));
    assertNotEquals(first, faults(FaultPlan.seeded(6, 0.5, Fault.LOST_ANSWER, Fault.LOST_REQUEST)));
    assertEquals(3, first.stream().distinct().count());
    FaultPlan third = FaultPlan.at(Request.PUT, "re", 2, Fault.LOST_ANSWER);
    FaultPlan plan = FaultPlan.any(FaultPlan.none(), third);
    assertEquals(2, faults(plan).indexOf(Fault.LOST_ANSWER));
  }

  private static List<Fault> faults(FaultPlan plan) {
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      faults.add(plan.next(Request.PUT, "repo"));
    }
    return faults;
  }
}
