package dev.floe.io.internal.reads;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.ByteRange;
import dev.floe.internal.backend.SharedSegments;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.BodyPlan.Landing;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/// One read. The head of the first part says what there is; then the target is asked, and the other
/// parts follow into their places, of the same version or not at all.
///
/// ```
/// first part ──► head: version, length ──► target ──► its body
///                                             ├─────► second part, if at that version
///                                             └─────► third part, if at that version
/// ```
final class ObjectRead {
  private final ObjectReads reads;
  private final String key;
  private final GetOptions options;
  private final Target target;
  private final boolean large;
  private final List<ByteRange> parts;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<CompletableFuture<HttpAnswer>> calls = new ArrayList<>();
  private final List<CompletableFuture<Void>> followers = new ArrayList<>();
  private CompletableFuture<MemorySegment> destination;
  private GetResult.Modified found;
  private boolean cancelled;
  private volatile boolean unchanged;

  ObjectRead(ObjectReads reads, String key, GetOptions options, Target target) {
    this.reads = reads;
    this.key = key;
    this.options = options;
    this.target = target;
    Optional<List<ByteRange>> largeParts = reads.largeParts(options, target);
    this.large = largeParts.isPresent();
    this.parts = largeParts.orElseGet(() -> reads.parts().split(options.range()));
  }

  /// Ends when no part is under way any more; empty if the store knows no such bytes.
  CompletableFuture<Optional<GetResult>> run() {
    Headers condition = options.unlessVersion().map(reads.store()::unlessAt).orElse(Headers.NONE);
    return send(parts.getFirst(), condition, this::firstLanding)
        .thenApply(this::outcome)
        .handle(this::whenFirstEnded)
        .thenCompose(end -> end);
  }

  private CompletableFuture<Optional<GetResult>> whenFirstEnded(
      Optional<GetResult> outcome, Throwable failure) {
    CompletableFuture<?>[] rest;
    lock.lock();
    try {
      rest = followers.toArray(CompletableFuture[]::new);
    } finally {
      lock.unlock();
    }
    if (failure == null) {
      return CompletableFuture.allOf(rest).thenApply(_ -> outcome);
    }
    cancel();
    return CompletableFuture.allOf(rest)
        .handle((_, _) -> null)
        .thenCompose(_ -> CompletableFuture.failedFuture(BegunOperation.cause(failure)));
  }

  private CompletableFuture<HttpAnswer> send(ByteRange range, Headers condition, BodyPlan plan) {
    HttpRequest all = reads.store().get(key);
    Headers fields = PurposeLabels.in(all.headers(), options.purpose()).overriddenBy(condition);
    Optional<String> header = AnsweredRange.header(range);
    HttpRequest request = all.with(header.isPresent() ? fields.and("Range", header.get()) : fields);
    lock.lock();
    try {
      if (cancelled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
    } finally {
      lock.unlock();
    }
    CompletableFuture<HttpAnswer> call =
        large ? reads.sendLarge(request, plan, key) : reads.send(request, plan, key);
    boolean tooLate;
    lock.lock();
    try {
      calls.add(call);
      tooLate = cancelled;
    } finally {
      lock.unlock();
    }
    if (tooLate) {
      call.cancel(true);
    }
    return call;
  }

  /// Asks all parts to end.
  void cancel() {
    List<CompletableFuture<HttpAnswer>> running;
    lock.lock();
    try {
      cancelled = true;
      running = List.copyOf(calls);
    } finally {
      lock.unlock();
    }
    running.forEach(call -> call.cancel(true));
  }

  private Optional<GetResult> outcome(HttpAnswer answer) {
    if (isSuccess(answer.head())) {
      lock.lock();
      try {
        return Optional.of(found == null && unchanged ? new GetResult.Unchanged() : found);
      } finally {
        lock.unlock();
      }
    }
    if (answer.status() == 304 && options.unlessVersion().isPresent()) {
      return Optional.of(new GetResult.Unchanged());
    }
    if (answer.status() == 416) {
      return Optional.empty();
    }
    if (reads.store().isMissing(answer)) {
      return Optional.of(new GetResult.Missing());
    }
    throw reads.store().failure("get", key, answer);
  }

  private static boolean isSuccess(AnswerHead head) {
    return head.status() == 200 || head.status() == 206;
  }

  private Landing firstLanding(AnswerHead head) {
    if (!isSuccess(head)) {
      return BodyPlan.DOCUMENT.landing(head);
    }
    AnsweredRange part = answered(head, parts.getFirst());
    GetResult.Modified seen = seen(head, part);
    if (options.unlessVersion().filter(seen.version()::equals).isPresent()) {
      unchanged = true; // said by a server that does not know the condition
      return new Landing.Discard();
    }
    boolean atOnce = target instanceof Target.Given && (large || isAlone());
    return atOnce ? land(seen, part) : new Landing.Later(() -> land(seen, part));
  }

  private AnsweredRange answered(AnswerHead head, ByteRange asked) {
    return AnsweredRange.of(head, asked)
        .orElseThrow(() ->
            reads.strange(
                "get",
                key,
                "status "
                    + head.status()
                    + ", "
                    + head.headers().first("Content-Range").orElse("no range")
                    + ", length "
                    + (head.contentLength().isPresent()
                        ? head.contentLength().getAsLong()
                        : "unknown")
                    + " to a request for "
                    + AnsweredRange.header(asked).orElse("everything")));
  }

  private GetResult.Modified seen(AnswerHead head, AnsweredRange part) {
    var version = reads.store().version(key, head);
    reads.checkGuard(key, options, version, head);
    ByteRange range = options.range();
    long lengthBytes = range.end(part.objectBytes()) - range.start(part.objectBytes());
    return new GetResult.Modified(version, lengthBytes, part.objectBytes());
  }

  /// Asks the target, once for all attempts, and for the other parts.
  private Landing land(GetResult.Modified seen, AnsweredRange part) {
    boolean first;
    boolean fits;
    lock.lock();
    try {
      first = destination == null;
      // Read alone, the object may be another by now, if only it fits.
      fits = first || seen.equals(found) || isAlone() && seen.lengthBytes() == found.lengthBytes();
      destination = first ? new CompletableFuture<>() : destination;
      found = fits ? seen : found;
    } finally {
      lock.unlock();
    }
    if (!fits) {
      throw changed();
    }
    if (first) {
      ask(seen, part);
    }
    MemorySegment given;
    try {
      given = destination.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException mine -> throw mine;
        case Error mine -> throw mine;
        case null, default -> throw e;
      }
    }
    return new Landing.Into(given.asSlice(0, part.lengthBytes()));
  }

  private boolean isAlone() {
    return parts.size() == 1;
  }

  private void ask(GetResult.Modified seen, AnsweredRange part) {
    try {
      MemorySegment given =
          SharedSegments.destination(key, target.segment(seen.lengthBytes()), seen.lengthBytes());
      long offset = part.lengthBytes();
      for (ByteRange range : parts.subList(1, parts.size())) {
        long length = range.end(seen.objectBytes()) - range.start(seen.objectBytes());
        CompletableFuture<Void> follower = follow(range, seen, given.asSlice(offset, length));
        lock.lock();
        try {
          followers.add(follower);
        } finally {
          lock.unlock();
        }
        offset += length;
      }
      destination.complete(given);
    } catch (RuntimeException | Error e) {
      destination.completeExceptionally(e);
    }
  }

  private CompletableFuture<Void> follow(
      ByteRange range, GetResult.Modified seen, MemorySegment place) {
    BodyPlan plan =
        head -> {
          if (!isSuccess(head)) {
            return BodyPlan.DOCUMENT.landing(head);
          }
          if (!seen(head, answered(head, range)).equals(seen)) {
            throw changed();
          }
          return new Landing.Into(place);
        };
    return send(range, reads.store().onlyAt(seen.version()), plan)
        .thenAccept(answer -> {
          if (answer.status() == 412 || answer.status() == 416 || answer.status() == 404) {
            throw changed();
          }
          if (!isSuccess(answer.head())) {
            throw reads.store().failure("get", key, answer);
          }
        });
  }

  private RuntimeException changed() {
    String what = "get " + reads.store().url(key) + ": the object changed while it was read";
    return options.guard().isPresent()
        ? new VirtualChunkException(ErrorKind.VIRTUAL_CHUNK_MODIFIED, what)
        : new StorageException(ErrorKind.OBJECT_STORE, key, what);
  }
}
