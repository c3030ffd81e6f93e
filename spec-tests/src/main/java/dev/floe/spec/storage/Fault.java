package dev.floe.spec.storage;

import dev.floe.error.IcechunkException;
import java.util.concurrent.CompletableFuture;

/// What goes wrong with one request.
///
/// | fault | the store | the caller hears |
/// |---|---|---|
/// | `None` | does it | the answer |
/// | `LostRequest` | never hears of it | a retryable failure |
/// | `LostAnswer` | does it | a retryable failure |
/// | `LandsLate` | does it when the gate opens, with the old body | a retryable failure at once |
/// | `Fails` | never hears of it | that failure |
/// | `ShortBody` | sends half of the bytes | a retryable failure; half of the target is filled |
/// | `Held` | does it when the gate opens | the answer |
/// | `HeldAnswer` | does it | the answer when the gate opens |
public sealed interface Fault {
  record None() implements Fault {}

  record LostRequest() implements Fault {}

  record LostAnswer() implements Fault {}

  record LandsLate(CompletableFuture<Void> gate) implements Fault {}

  record Fails(IcechunkException failure) implements Fault {}

  record ShortBody() implements Fault {}

  record Held(CompletableFuture<Void> gate) implements Fault {}

  record HeldAnswer(CompletableFuture<Void> gate) implements Fault {}

  Fault NONE = new None();
  Fault LOST_REQUEST = new LostRequest();
  Fault LOST_ANSWER = new LostAnswer();
  Fault SHORT_BODY = new ShortBody();
}
