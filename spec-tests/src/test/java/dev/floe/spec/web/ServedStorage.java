package dev.floe.spec.web;

import dev.floe.io.HttpStorageBuilder;
import dev.floe.spec.s3.S3Server;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.Target;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The objects of a server, written by a client of the JDK's and read through HTTP storage: so the
/// contract of reads runs over what itself writes nothing.
final class ServedStorage implements Storage {
  private final String url;
  private final Storage reads;
  private final HttpClient writer = HttpClient.newHttpClient();

  ServedStorage(S3Server server) {
    this.url = server.endpoint() + "/bucket/served";
    this.reads = new HttpStorageBuilder(url).open();
  }

  @Override
  public String location() {
    return reads.location();
  }

  @Override
  public StorageCapabilities capabilities() {
    return reads.capabilities();
  }

  @Override
  public void createLocation() {
    reads.createLocation();
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return reads.get(key, options, target);
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
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return reads.copy(from, to, precondition);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return reads.head(key);
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    return reads.list(prefix);
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    return reads.delete(keys);
  }

  @Override
  public void close() {
    reads.close();
    writer.close();
  }
}
