package dev.floe.spec.web;

import dev.floe.io.HttpStorageBuilder;
import dev.floe.spec.s3.S3Server;
import dev.floe.spec.storage.ForwardingStorage;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/// The objects of a server, written by a client of the JDK's and read through HTTP storage: so the
/// contract of reads runs over what itself writes nothing.
final class ServedStorage extends ForwardingStorage {
  private final String url;
  private final HttpClient writer = HttpClient.newHttpClient();

  ServedStorage(S3Server server) {
    super(new HttpStorageBuilder(url(server)).open());
    this.url = url(server);
  }

  private static String url(S3Server server) {
    return server.endpoint() + "/bucket/served";
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/" + key))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body.toArray(ValueLayout.JAVA_BYTE)))
            .build();
    try {
      HttpResponse<String> answer = writer.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      return CompletableFuture.completedFuture(
          new PutResult.Updated(
              ObjectVersion.etag(answer.headers().firstValue("ETag").orElseThrow())));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    super.close();
    writer.close();
  }
}
