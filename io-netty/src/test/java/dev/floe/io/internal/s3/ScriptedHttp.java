package dev.floe.io.internal.s3;

import dev.floe.config.StorageSettings;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.io.internal.remote.RemoteStorage;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Answers calls as a test says, at once, and keeps them.
final class ScriptedHttp implements HttpClient {
  static final S3Place PLACE =
      new S3Place(new Origin(true, "host", 443), "/bucket", "bucket", "us-east-1", "s3");

  private static final StorageCapabilities CAPABILITIES =
      new StorageCapabilities(true, true, true, true, true);

  private final Function<HttpRequest, HttpAnswer> script;
  private final List<HttpCall> calls = new ArrayList<>();

  ScriptedHttp(Function<HttpRequest, HttpAnswer> script) {
    this.script = script;
  }

  static HttpAnswer answer(int status, String document, String... fields) {
    return repeated(1, status, document, fields);
  }

  /// An answer that came after some attempts.
  static HttpAnswer repeated(int attempts, int status, String document, String... fields) {
    byte[] body = document.getBytes(StandardCharsets.UTF_8);
    AnswerHead head = new AnswerHead(status, Headers.of(fields), OptionalLong.of(body.length));
    return new HttpAnswer(head, body, 0, attempts);
  }

  /// The head of an object of that length.
  static HttpAnswer sized(long length, String... fields) {
    AnswerHead head = new AnswerHead(200, Headers.of(fields), OptionalLong.of(length));
    return new HttpAnswer(head, new byte[0], 0, 1);
  }

  static String error(String code) {
    return "<Error><Code>" + code + "</Code><Message>words</Message></Error>";
  }

  /// The requests of a bucket that is asked here.
  static S3Requests requests(S3Keys keys, StorageSettings settings) {
    return new S3Requests(PLACE, keys, Headers.NONE, Headers.NONE, Optional.empty(), settings);
  }

  /// A bucket that is asked here.
  S3Store store(S3Requests requests) {
    return new S3Store(
        "s3://bucket",
        CAPABILITIES,
        requests,
        this,
        RequestSigner.NONE,
        new S3Transfers(Optional.empty()));
  }

  /// A storage over it.
  Storage storage(S3Requests requests) {
    return new RemoteStorage(
        ClientSetup.of(requests.settings()), this, (_, _) -> store(requests), new Random(1));
  }

  /// The requests so far, such as `PUT /bucket/key`.
  List<String> lines() {
    synchronized (calls) {
      return calls.stream()
          .map(call -> call.request().method() + " " + call.request().target())
          .toList();
    }
  }

  HttpCall call(int index) {
    synchronized (calls) {
      return calls.get(index);
    }
  }

  /// The body of a request as text.
  String body(int index) {
    byte[] bytes = call(index).request().body().orElseThrow().toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public CompletableFuture<HttpAnswer> send(HttpCall call) {
    synchronized (calls) {
      calls.add(call);
    }
    return call.signer().sign(call.request()).thenApply(script);
  }

  @Override
  public HttpClient with(HttpOptions other, SegmentPool memory) {
    return this;
  }

  @Override
  public void close() {}
}
