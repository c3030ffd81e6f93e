package dev.floe.io.internal.remote;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What stores have in common whose reads are conditional on entity tags and whose other answers
/// are documents. The client is somebody else's to close.
public abstract class EtagStore implements RemoteStore {
  /// A write whose condition does not hold.
  protected static final PutResult NOT_ON_LATEST = new PutResult.NotOnLatestVersion();

  /// The largest document: a page of thousands of long keys, escaped.
  private static final BodyPlan DOCUMENT = _ -> new BodyPlan.Landing.Collect(16 << 20);

  private final HttpClient http;
  private final RequestSigner signer;

  /// A store whose requests go through `http`.
  protected EtagStore(HttpClient http, RequestSigner signer) {
    this.http = http;
    this.signer = signer;
  }

  @Override
  public RequestSigner signer() {
    return signer;
  }

  @Override
  public Headers onlyAt(ObjectVersion version) {
    return condition("If-Match", version);
  }

  @Override
  public Headers unlessAt(ObjectVersion version) {
    return condition("If-None-Match", version);
  }

  private static Headers condition(String field, ObjectVersion version) {
    return EntityTags.condition(version).map(etag -> Headers.of(field, etag)).orElse(Headers.NONE);
  }

  /// Sends a request whose answer is a document or nothing.
  protected final CompletableFuture<HttpAnswer> send(
      HttpRequest request, Repetition repetition, String key) {
    return http.send(
        new HttpCall(request, signer, DOCUMENT, repetition, url(key), Optional.empty()));
  }

  /// A conditional write that could not be told from another's is made once.
  protected static Repetition repetition(PutOptions options) {
    return options.precondition() instanceof Precondition.None
            || options.metadata().containsKey(PutOptions.WRITE_ID)
        ? Repetition.IDEMPOTENT
        : Repetition.ONCE;
  }

  /// What the deletion of an object that is not there has come to. One whose first answer was lost
  /// finds nothing, for it was carried out: that an object was missing is said by a first request.
  public static DeleteResult absent(HttpAnswer answer) {
    return answer.attempts() > 1 ? new DeleteResult.Deleted(0) : new DeleteResult.Missing();
  }

  /// Whether nothing that the store ever said can be the version of a condition.
  protected boolean cannotHold(Precondition condition) {
    return condition instanceof Precondition.At(ObjectVersion version)
        && EntityTags.condition(version).isEmpty();
  }

  @Override
  public final CompletableFuture<Written> put(String key, MemorySegment body, PutOptions options) {
    return cannotHold(options.precondition())
        ? CompletableFuture.completedFuture(new Written(NOT_ON_LATEST, 1))
        : written(key, body, options);
  }

  /// Writes an object under a condition that may hold.
  protected abstract CompletableFuture<Written> written(
      String key, MemorySegment body, PutOptions options);

  @Override
  public final CompletableFuture<PutResult> copy(String from, String to, Precondition condition) {
    return condition instanceof Precondition.Absent || cannotHold(condition)
        ? notCopied(from)
        : copied(from, to, condition);
  }

  /// Copies an object under a condition that may hold, if there is one.
  protected abstract CompletableFuture<PutResult> copied(
      String from, String to, Precondition condition);

  /// A copy that did not happen: its source is another version, or none.
  protected final CompletableFuture<PutResult> notCopied(String from) {
    return info(from)
        .thenApply(found -> {
          found.orElseThrow(() -> notFound(from));
          return NOT_ON_LATEST;
        });
  }

  /// The failure of an operation whose object is not there.
  protected final StorageException notFound(String key) {
    return new StorageException(ErrorKind.OBJECT_NOT_FOUND, key, url(key) + ": not found");
  }
}
