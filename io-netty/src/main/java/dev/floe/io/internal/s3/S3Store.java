package dev.floe.io.internal.s3;

import dev.floe.error.StorageException;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.remote.EtagStore;
import dev.floe.io.internal.s3.S3Answers.Listed;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.StorageCapabilities;
import java.lang.foreign.MemorySegment;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A bucket of which the keys are known.
final class S3Store extends EtagStore {
  private static final String META = "x-amz-meta-";

  private final String location;
  private final StorageCapabilities capabilities;
  private final S3Requests requests;
  private final S3Failures failures;
  private final S3Client client;
  private final S3Writes writes;
  private final S3Transfers transfers;

  /// @param location where the storage is
  /// @param http carries requests out
  /// @param transfers what the manager of transfers carries
  S3Store(
      String location,
      StorageCapabilities capabilities,
      S3Requests requests,
      HttpClient http,
      RequestSigner signer,
      S3Transfers transfers) {
    super(http, signer);
    this.transfers = transfers;
    this.location = location;
    this.capabilities = capabilities;
    this.requests = requests;
    this.failures = new S3Failures(requests.place(), requests.keys());
    this.client = new S3Client(this::send, failures);
    this.writes = new S3Writes(client, requests, this::info);
  }

  S3Keys keys() {
    return requests.keys();
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public StorageCapabilities capabilities() {
    return capabilities;
  }

  @Override
  public boolean hasSuffixRanges() {
    return true;
  }

  @Override
  public void checkKey(String key) {
    requests.keys().check(key);
  }

  @Override
  public boolean isMarked(long bodyBytes, PutOptions options) {
    return writes.isMarked(bodyBytes, options);
  }

  @Override
  public String url(String key) {
    return failures.url(key);
  }

  @Override
  public HttpRequest get(String key) {
    return requests.get(key);
  }

  @Override
  public HttpRequest head(String key) {
    return requests.head(key);
  }

  @Override
  public ObjectVersion version(String key, AnswerHead head) {
    return failures.version("get", key, head);
  }

  @Override
  public boolean isMissing(HttpAnswer answer) {
    return Answered.of(answer).isAbsent();
  }

  @Override
  public StorageException failure(String operation, String key, HttpAnswer answer) {
    return failures.of(operation, key, answer);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> info(String key) {
    return client
        .send(requests.head(key), Repetition.READ, key)
        .thenApply(answered -> found(key, answered));
  }

  /// As [#info], of a key that some servers refuse.
  CompletableFuture<Optional<ObjectInfo>> infoUnlessRefused(String key) {
    return client
        .send(requests.head(key), Repetition.READ, key)
        .thenApply(answered -> answered.status() == 400 ? Optional.empty() : found(key, answered));
  }

  private Optional<ObjectInfo> found(String key, Answered answered) {
    if (answered.isAbsent()) {
      return Optional.empty();
    }
    if (!answered.succeeded()) {
      throw client.failure("head", key, answered);
    }
    AnswerHead head = answered.answer().head();
    long sizeBytes =
        head.contentLength().orElseThrow(() -> client.strange("head", key, "no length"));
    return Optional.of(
        new ObjectInfo(
            key,
            sizeBytes,
            lastModified(key, head),
            Optional.of(failures.version("head", key, head)),
            metadata(head)));
  }

  private Instant lastModified(String key, AnswerHead head) {
    String text = head.headers().first("Last-Modified").orElse("");
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      throw client.strange("head", key, "no time of its last change");
    }
  }

  /// The user metadata that an answer carries.
  static Map<String, String> metadata(AnswerHead head) {
    Map<String, String> metadata = new HashMap<>();
    head.headers()
        .fields()
        .forEach(field -> {
          String name = field.name().toLowerCase(Locale.ROOT);
          if (name.startsWith(META)) {
            metadata.put(name.substring(META.length()), field.value());
          }
        });
    return metadata;
  }

  /// Where conditional updates were switched off none is sent.
  @Override
  protected boolean cannotHold(Precondition condition) {
    return requests.settings().unsafeUseConditionalUpdate() && super.cannotHold(condition);
  }

  @Override
  protected CompletableFuture<Written> written(String key, MemorySegment body, PutOptions options) {
    S3Requests labelled = requests.writingFor(options.purpose());
    S3Writes mine = labelled == requests ? writes : new S3Writes(client, labelled, this::info);
    return mine.put(key, body, options);
  }

  @Override
  protected CompletableFuture<PutResult> copied(String from, String to, Precondition condition) {
    return writes.copy(from, to, condition);
  }

  @Override
  public CompletableFuture<Page> page(String prefix, Optional<String> token) {
    return client
        .send(requests.page(prefix, token), Repetition.READ, prefix)
        .thenApply(answered -> {
          if (!answered.succeeded()) {
            throw client.failure("list", prefix, answered);
          }
          try {
            S3Answers.Page page = S3Answers.page(answered.answer().document());
            return new Page(objects(prefix, page.objects()), page.next());
          } catch (Malformed e) {
            throw client.strange("list", prefix, e.getMessage());
          }
        });
  }

  /// What is listed and an object of this storage's, unlike `directory/`.
  private List<ObjectInfo> objects(String prefix, List<Listed> page) {
    String whole = requests.keys().wholePrefix(prefix);
    List<ObjectInfo> objects = new ArrayList<>();
    for (Listed listed : page) {
      if (!listed.key().startsWith(whole)) {
        throw client.strange("list", prefix, "the key " + listed.key());
      }
      requests
          .keys()
          .relative(listed.key())
          .ifPresent(key ->
              objects.add(
                  new ObjectInfo(
                      key,
                      listed.sizeBytes(),
                      listed.lastModified(),
                      listed.etag().map(ObjectVersion::etag),
                      Map.of())));
    }
    return objects;
  }

  @Override
  public Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    return transfers.begin(requests, memory);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(String key) {
    return deleteAll(List.of(key)).thenApply(results -> results.get(key));
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> deleteAll(Collection<String> keys) {
    return new S3Deletion(client, requests, keys).run();
  }
}
