package dev.floe.io.internal.s3;

import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.Origin;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Answers calls as a test says, at once, and keeps them.
final class ScriptedHttp implements HttpClient {
  static final S3Place PLACE =
      new S3Place(new Origin(true, "host", 443), "/bucket", "bucket", "us-east-1", "s3");

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

  static String error(String code) {
    return "<Error><Code>" + code + "</Code><Message>words</Message></Error>";
  }

  /// A client that signs.
  S3Client client(SigV4Signer signer) {
    return new S3Client(this, Optional.of(signer), new S3Failures(PLACE), "s3://bucket");
  }

  S3Client client() {
    return new S3Client(this, Optional.empty(), new S3Failures(PLACE), "s3://bucket");
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
  public HttpClient with(HttpOptions other) {
    return this;
  }

  @Override
  public void close() {}
}
