package dev.floe.io.internal.azure;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.Headers;
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

/// A container of blobs.
final class AzureStore extends EtagStore {
  private static final Pattern ETAG = Pattern.compile("\"[!#-~]+\"");

  private final AzureContainer container;
  private final AzureRequests requests;
  private final AzureDocuments documents;
  private final boolean writable;

  AzureStore(
      AzureContainer container,
      AzureRequests requests,
      RequestSigner signer,
      HttpClient http,
      boolean writable) {
    super(http, signer);
    this.container = container;
    this.requests = requests;
    this.documents = new AzureDocuments(container);
    this.writable = writable;
  }

  @Override
  public String location() {
    return container.toString();
  }

  @Override
  public StorageCapabilities capabilities() {
    return new StorageCapabilities(
        writable, writable && !container.prefix().isEmpty(), true, true, true);
  }

  @Override
  public boolean hasSuffixRanges() {
    return false;
  }

  @Override
  public String url(String key) {
    return "az://" + container.container() + "/" + container.name(key);
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
    return AzureDocuments.version(head.headers(), url(key));
  }

  @Override
  public boolean isMissing(HttpAnswer answer) {
    return answer.status() == 404
        && code(answer).map(code -> code.equals("BlobNotFound")).orElse(true);
  }

  @Override
  public StorageException failure(String operation, String key, HttpAnswer answer) {
    return AzureFailures.of(operation, url(key), key, answer, code(answer).orElse(""));
  }

  private static Optional<String> code(HttpAnswer answer) {
    return AzureDocuments.errorCode(answer.head().headers(), answer.document());
  }

  /// The service takes a backslash for a slash.
  @Override
  public void checkKey(String key) {
    super.checkKey(key);
    if (key.indexOf('\\') >= 0) {
      throw new InvalidInputException(
          ErrorKind.INVALID_KEY,
          "object key \"" + key + "\": expected no backslash, which Azure takes for a slash");
    }
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> info(String key) {
    return send(requests.head(key), Repetition.READ, key)
        .thenApply(answer -> {
          if (isMissing(answer)) {
            return Optional.empty();
          }
          if (answer.status() != 200) {
            throw failure("head", key, answer);
          }
          Headers headers = answer.head().headers();
          long sizeBytes =
              answer.head().contentLength().orElseThrow(() -> failure("head", key, answer));
          return Optional.of(documents.info(key, sizeBytes, headers, url(key)));
        });
  }

  @Override
  protected CompletableFuture<Written> written(String key, MemorySegment body, PutOptions options) {
    boolean conditional = !(options.precondition() instanceof Precondition.None);
    return send(requests.put(key, body, options), repetition(options), key)
        .thenApply(answer -> {
          if (answer.status() == 201) {
            PutResult updated = new PutResult.Updated(version(key, answer.head()));
            return new Written(updated, answer.attempts());
          }
          if (conditional && isCondition(answer)) {
            return new Written(NOT_ON_LATEST, answer.attempts());
          }
          throw failure("put", key, answer);
        });
  }

  /// The service quotes its etags and takes `"*"` for any: what came without quotes is none of its.
  @Override
  protected boolean cannotHold(Precondition condition) {
    return condition instanceof Precondition.At(ObjectVersion version)
        && version.etag().filter(etag -> ETAG.matcher(etag).matches()).isEmpty();
  }

  /// Whether a condition did not hold: not so for a container that is not there or a lease.
  private boolean isCondition(HttpAnswer answer) {
    return answer.status() == 412
        || answer.status() == 409
            && code(answer).map(code -> code.equals("BlobAlreadyExists")).orElse(true)
        || isMissing(answer);
  }

  @Override
  protected CompletableFuture<PutResult> copied(String from, String to, Precondition precondition) {
    return send(requests.copy(from, to, precondition), Repetition.IDEMPOTENT, to)
        .thenCompose(answer -> copied(from, to, answer));
  }

  private CompletableFuture<PutResult> copied(String from, String to, HttpAnswer answer) {
    switch (answer.status()) {
      case 404 -> {
        if (code(answer).filter(code -> code.equals("ContainerNotFound")).isEmpty()) {
          throw notFound(from);
        }
        throw failure("copy to", to, answer);
      }
      case 412 -> {
        return notCopied(from);
      }
      case 202 -> {
        Optional<String> status = answer.head().headers().first("x-ms-copy-status");
        if (status.filter(value -> value.equals("success")).isPresent()) {
          return CompletableFuture.completedFuture(
              new PutResult.Updated(version(to, answer.head())));
        }
        throw new StorageException(
            ErrorKind.OBJECT_STORE,
            to,
            "copy to "
                + url(to)
                + ": expected it to be done at once, found it "
                + status.orElse("unsaid"),
            true,
            null);
      }
      default -> throw failure("copy to", to, answer);
    }
  }

  @Override
  public CompletableFuture<Page> page(String prefix, Optional<String> token) {
    return send(requests.page(prefix, token), Repetition.READ, prefix)
        .thenApply(answer -> {
          if (answer.status() != 200) {
            throw failure("list", prefix, answer);
          }
          AzureDocuments.Page page = documents.page(answer.document(), "list " + url(prefix));
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
          return answer.status() == 202
              ? new DeleteResult.Deleted(0)
              : new DeleteResult.Failed(failure("delete", key, answer));
        });
  }
}
