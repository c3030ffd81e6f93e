package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Futures;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.remote.EtagStore;
import dev.floe.io.internal.s3.S3Answers.Deletion;
import dev.floe.io.internal.s3.S3Answers.Failure;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.storage.DeleteResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// One deletion of many objects, a thousand to a request and some requests at once. Every key has
/// its answer, whatever becomes of the others. The store does not say what an object held, nor
/// whether it was there.
final class S3Deletion {
  private static final int MOST_IN_A_REQUEST = 1_000;
  private static final int MOST_REQUESTS = 10;

  private final S3Client client;
  private final S3Requests requests;
  private final Deque<List<String>> batches = new ArrayDeque<>();
  private final Map<String, DeleteResult> results = new LinkedHashMap<>();

  S3Deletion(S3Client client, S3Requests requests, Collection<String> keys) {
    this.client = client;
    this.requests = requests;
    List<String> batch = new ArrayList<>();
    for (String key : keys) {
      if (!S3Documents.canName(requests.keys().whole(key))) {
        batches.add(List.of(key));
        continue;
      }
      batch.add(key);
      if (batch.size() == MOST_IN_A_REQUEST) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
  }

  CompletableFuture<Map<String, DeleteResult>> run() {
    int workers = Math.min(batches.size(), MOST_REQUESTS);
    return CompletableFuture.allOf(
            IntStream.range(0, workers).mapToObj(_ -> work()).toArray(CompletableFuture[]::new))
        .thenApply(_ -> {
          synchronized (results) {
            return new LinkedHashMap<>(results);
          }
        });
  }

  private CompletableFuture<Void> work() {
    List<String> batch;
    synchronized (batches) {
      batch = batches.poll();
    }
    if (batch == null) {
      return CompletableFuture.completedFuture(null);
    }
    return (batch.size() == 1 ? one(batch.getFirst()) : bulk(batch)).thenCompose(_ -> work());
  }

  private CompletableFuture<Void> one(String key) {
    return client
        .send(requests.delete(key), Repetition.IDEMPOTENT, key)
        .handle((answered, failure) -> {
          if (failure != null) {
            note(key, failed(key, failure));
          } else if (answered.isAbsent()) {
            note(key, EtagStore.absent(answered.answer()));
          } else if (answered.succeeded()) {
            note(key, new DeleteResult.Deleted(0));
          } else {
            note(key, new DeleteResult.Failed(client.failure("delete", key, answered)));
          }
          return null;
        });
  }

  private CompletableFuture<Void> bulk(List<String> batch) {
    String subject = batch.getFirst();
    return client
        .send(
            requests.deleteAll(batch.stream().map(requests.keys()::whole).toList()),
            Repetition.IDEMPOTENT,
            subject)
        .handle((answered, failure) -> {
          if (failure != null) {
            batch.forEach(key -> note(key, failed(key, failure)));
          } else {
            settle(batch, answered);
          }
          return null;
        });
  }

  private void settle(List<String> batch, Answered answered) {
    if (!answered.succeeded()) {
      batch.forEach(
          key -> note(key, new DeleteResult.Failed(client.failure("delete", key, answered))));
      return;
    }
    try {
      Deletion deletion = S3Answers.deletion(answered.answer().document());
      batch.forEach(key -> note(key, result(key, deletion, answered)));
    } catch (Malformed e) {
      batch.forEach(
          key -> note(key, new DeleteResult.Failed(client.strange("delete", key, e.getMessage()))));
    }
  }

  private DeleteResult result(String key, Deletion deletion, Answered answered) {
    String whole = requests.keys().whole(key);
    Failure failure = deletion.failed().get(whole);
    if (failure != null) {
      return failure.code().equals("NoSuchKey")
          ? EtagStore.absent(answered.answer())
          : new DeleteResult.Failed(client.failures().ofKey("delete", key, failure));
    }
    return deletion.deleted().contains(whole)
        ? new DeleteResult.Deleted(0)
        : new DeleteResult.Failed(client.strange("delete", key, "no result for the key"));
  }

  private static DeleteResult failed(String key, Throwable thrown) {
    IcechunkException failure = Futures.failure(thrown);
    return new DeleteResult.Failed(
        failure instanceof StorageException known
            ? known
            : new StorageException(ErrorKind.OBJECT_STORE, key, failure.getMessage(), failure));
  }

  private void note(String key, DeleteResult result) {
    synchronized (results) {
      results.put(key, result);
    }
  }
}
