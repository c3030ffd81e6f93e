package dev.floe.spec.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.spec.s3.SdkClients;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What a server must do before a storage is judged over it: signed round trips, and conditional
/// puts of which one wins.
abstract class S3ServerChecks {
  private static final String BUCKET = "first-checks";
  private static final int WRITERS = 8;

  private S3Client client;

  abstract URI endpoint();

  @BeforeEach
  void connect() {
    client = SdkClients.of(endpoint());
    if (client.listBuckets().buckets().stream().noneMatch(b -> b.name().equals(BUCKET))) {
      client.createBucket(b -> b.bucket(BUCKET));
    }
  }

  @AfterEach
  void close() {
    client.close();
  }

  private int put(String body, String noneMatch) {
    try {
      client.putObject(
          b -> b.bucket(BUCKET).key("raced").ifNoneMatch(noneMatch),
          RequestBody.fromString(body, StandardCharsets.UTF_8));
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  @Test
  void whatIsPutIsGot() {
    byte[] body = new byte[300_000];
    new Random(7).nextBytes(body);
    client.putObject(b -> b.bucket(BUCKET).key("a b/ü"), RequestBody.fromBytes(body));
    assertArrayEquals(
        body, client.getObjectAsBytes(b -> b.bucket(BUCKET).key("a b/ü")).asByteArray());
    assertEquals(
        7,
        client
            .getObjectAsBytes(b -> b.bucket(BUCKET).key("a b/ü").range("bytes=3-9"))
            .asByteArray()
            .length);
    S3Exception absent =
        assertThrows(
            S3Exception.class, () -> client.getObjectAsBytes(b -> b.bucket(BUCKET).key("no")));
    assertEquals(404, absent.statusCode());
  }

  @Test
  void oneOfManyCreatesAnObject() throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Callable<Integer>> puts =
          IntStream.range(0, WRITERS)
              .<Callable<Integer>>mapToObj(i -> () -> put("writer " + i, "*"))
              .toList();
      int won = 0;
      for (Future<Integer> put : writers.invokeAll(puts)) {
        won += put.get() == 200 ? 1 : 0;
      }
      assertEquals(1, won);
    }
    assertEquals(412, put("late", "*"));
  }
}
