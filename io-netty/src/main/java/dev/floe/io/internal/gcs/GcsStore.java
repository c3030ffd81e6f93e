package dev.floe.io.internal.gcs;

import dev.floe.error.StorageException;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.remote.EtagStore;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.StorageCapabilities;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/// A bucket. The XML interface, which reads go through, knows conditions by the etag alone; what
/// answers say is compared in any case. One object takes about one write a second here; who is told
/// to slow down waits.
final class GcsStore extends EtagStore {
  private static final Pattern GENERATION = Pattern.compile("[1-9]\\d{0,18}");

  /// Longer bodies with a description are sent after it, so that they need not be copied.
  private static final long LONGEST_COMPOSED_BYTES = 8L << 20;

  private final GcsBucket bucket;
  private final GcsRequests requests;
  private final GcsObjects objects;
  private final boolean writable;

  GcsStore(GcsRequests requests, RequestSigner signer, HttpClient http, boolean writable) {
    super(http, signer);
    this.bucket = requests.bucket();
    this.requests = requests;
    this.objects = new GcsObjects(bucket);
    this.writable = writable;
  }

  @Override
  public String location() {
    return bucket.toString();
  }

  @Override
  public StorageCapabilities capabilities() {
    return new StorageCapabilities(
        writable, writable && !bucket.prefix().isEmpty(), true, true, true);
  }

  @Override
  public boolean hasSuffixRanges() {
    return true;
  }

  @Override
  public String url(String key) {
    return "gs://" + bucket.bucket() + "/" + bucket.name(key);
  }

  @Override
  public HttpRequest get(String key) {
    return requests.read(key);
  }

  @Override
  public HttpRequest head(String key) {
    return requests.head(key);
  }

  @Override
  public ObjectVersion version(String key, AnswerHead head) {
    return GcsObjects.version(head.headers(), url(key));
  }

  @Override
  public boolean isMissing(HttpAnswer answer) {
    return answer.status() == 404 && !GcsFailures.saysBucket(answer.document());
  }

  @Override
  public StorageException failure(String operation, String key, HttpAnswer answer) {
    return GcsFailures.of(operation, url(key), key, answer);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> info(String key) {
    return send(requests.attributes(key), Repetition.READ, key)
        .thenApply(answer -> {
          if (isMissing(answer)) {
            return Optional.empty();
          }
          return Optional.of(objects.info(succeeded("head", key, answer).document(), url(key)));
        });
  }

  @Override
  protected CompletableFuture<Written> written(String key, MemorySegment body, PutOptions options) {
    boolean conditional = !(options.precondition() instanceof Precondition.None);
    Repetition repetition = repetition(options);
    GcsRequests mine = requests.writingFor(options.purpose());
    if (mine.isPlain(options)) {
      return send(mine.upload(key, body, options.precondition()), repetition, key)
          .thenApply(answer -> written(key, answer, conditional));
    }
    if (body.byteSize() <= LONGEST_COMPOSED_BYTES) {
      return send(mine.uploadDescribed(key, body, options), repetition, key)
          .thenApply(answer -> written(key, answer, conditional));
    }
    return send(mine.beginUpload(key, options), Repetition.IDEMPOTENT, key)
        .thenCompose(begun -> {
          String target = GcsFailures.uploadTarget(bucket, url(key), begun);
          return send(mine.finishUpload(target, body), repetition, key)
              .thenApply(answer -> written(key, answer, conditional));
        });
  }

  private Written written(String key, HttpAnswer answer, boolean conditional) {
    if (conditional && answer.status() == 412) {
      return new Written(NOT_ON_LATEST, answer.attempts());
    }
    byte[] document = succeeded("put", key, answer).document();
    return new Written(
        new PutResult.Updated(objects.version(document, url(key))), answer.attempts());
  }

  @Override
  protected boolean cannotHold(Precondition condition) {
    return condition instanceof Precondition.At(ObjectVersion version)
        && version.generation().filter(g -> GENERATION.matcher(g).matches()).isEmpty();
  }

  @Override
  protected CompletableFuture<PutResult> copied(String from, String to, Precondition precondition) {
    return copy(from, to, precondition, Optional.empty());
  }

  private CompletableFuture<PutResult> copy(
      String from, String to, Precondition condition, Optional<String> token) {
    HttpRequest request = requests.copy(from, to, condition, token);
    return send(request, Repetition.IDEMPOTENT, to)
        .thenCompose(answer -> {
          if (answer.status() == 412 || isMissing(answer)) {
            return notCopied(from);
          }
          JsonObject copied = objects.copied(succeeded("copy to", to, answer).document(), url(to));
          Optional<String> next =
              GcsObjects.text(copied, "rewriteToken")
                  .filter(text -> !GcsObjects.isDone(copied, text));
          return next.isPresent()
              ? copy(from, to, condition, next)
              : CompletableFuture.completedFuture(
                  new PutResult.Updated(GcsObjects.copiedVersion(copied, url(to))));
        });
  }

  @Override
  public CompletableFuture<Page> page(String prefix, Optional<String> token) {
    return send(requests.page(prefix, token), Repetition.READ, prefix)
        .thenApply(answer -> {
          byte[] document = succeeded("list", prefix, answer).document();
          GcsObjects.Page page = objects.page(document, "list " + url(prefix));
          return new Page(page.objects(), page.next());
        });
  }

  @Override
  public CompletableFuture<DeleteResult> delete(String key) {
    return send(requests.delete(key), Repetition.IDEMPOTENT, key)
        .thenApply(answer -> {
          if (isMissing(answer)) {
            return absent(answer);
          }
          return answer.status() / 100 == 2
              ? new DeleteResult.Deleted(0)
              : new DeleteResult.Failed(failure("delete", key, answer));
        });
  }

  private HttpAnswer succeeded(String operation, String key, HttpAnswer answer) {
    if (answer.status() != 200) {
      throw failure(operation, key, answer);
    }
    return answer;
  }
}
