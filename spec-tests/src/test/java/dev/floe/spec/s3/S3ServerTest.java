package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;

/// The server as the AWS SDK sees it.
class S3ServerTest {
  private static final String BUCKET = S3ServerOptions.TEST_BUCKET;

  private final S3Server server =
      S3Server.start(S3ServerOptions.STANDARD.withSmallestPartBytes(10));
  private final S3Client client = SdkClients.of(server.endpoint());

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private PutObjectResponse put(String key, byte[] body, Consumer<PutObjectRequest.Builder> more) {
    return client.putObject(
        b -> {
          b.bucket(BUCKET).key(key);
          more.accept(b);
        },
        RequestBody.fromBytes(body));
  }

  private PutObjectResponse put(String key, String text) {
    return put(key, text.getBytes(StandardCharsets.UTF_8), _ -> {});
  }

  private ResponseBytes<GetObjectResponse> get(String key) {
    return client.getObjectAsBytes(b -> b.bucket(BUCKET).key(key));
  }

  private static void refused(int status, String code, Runnable request) {
    S3Exception refused = assertThrows(S3Exception.class, request::run);
    assertEquals(
        status + " " + code, refused.statusCode() + " " + refused.awsErrorDetails().errorCode());
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
  void whatIsPutIsGot(ChecksumAlgorithm algorithm) {
    for (int length : new int[] {0, 1, 1000, 300_000}) {
      byte[] body = random(length);
      PutObjectResponse put =
          put("a key/ü+&%20 ☃", body, b -> b.checksumAlgorithm(algorithm).contentType("x/y"));
      ResponseBytes<GetObjectResponse> got =
          client.getObjectAsBytes(
              b -> b.bucket(BUCKET).key("a key/ü+&%20 ☃").checksumMode(ChecksumMode.ENABLED));
      assertArrayEquals(body, got.asByteArray());
      assertEquals(put.eTag(), got.response().eTag());
      assertEquals("x/y", got.response().contentType());
      assertEquals(length, got.response().contentLength());
    }
  }

  @Test
  void anObjectKeepsWhatIsSaidOfIt() {
    put(
        "k",
        random(3),
        b ->
            b.metadata(Map.of("icechunk_write_id", "7", "b", "x y"))
                .storageClass(StorageClass.STANDARD_IA)
                .contentEncoding("zstd")
                .cacheControl("no-cache"));
    var head = client.headObject(b -> b.bucket(BUCKET).key("k"));
    assertEquals(Map.of("icechunk_write_id", "7", "b", "x y"), head.metadata());
    assertEquals(StorageClass.STANDARD_IA, head.storageClass());
    assertEquals("zstd", head.contentEncoding());
    assertEquals("no-cache", head.cacheControl());
    refused(
        400,
        "MetadataTooLarge",
        () -> put("k", random(3), b -> b.metadata(Map.of("b", "x".repeat(2048)))));
  }

  @Test
  void writesHaveConditions() {
    String first = put("k", random(3), b -> b.ifNoneMatch("*")).eTag();
    refused(412, "PreconditionFailed", () -> put("k", random(4), b -> b.ifNoneMatch("*")));
    refused(412, "PreconditionFailed", () -> put("k", random(4), b -> b.ifMatch("\"00\"")));
    refused(404, "NoSuchKey", () -> put("absent", random(4), b -> b.ifMatch(first)));
    refused(501, "NotImplemented", () -> put("k", random(4), b -> b.ifNoneMatch(first)));
    assertEquals(first, get("k").response().eTag());
    String second = put("k", random(5), b -> b.ifMatch(first)).eTag();
    String third = put("k", random(6), b -> b.ifMatch(second.replace("\"", ""))).eTag();
    assertEquals(third, get("k").response().eTag());
    refused(
        412,
        "PreconditionFailed",
        () -> client.deleteObject(b -> b.bucket(BUCKET).key("k").ifMatch(second)));
    client.deleteObject(b -> b.bucket(BUCKET).key("k").ifMatch(third));
    client.deleteObject(b -> b.bucket(BUCKET).key("k"));
    refused(404, "NoSuchKey", () -> get("k"));
  }

  /// Eight writers that each count to twenty by compare and set lose nothing.
  @Test
  void conditionalWritesAreLinearizable() throws Exception {
    put("counter", "0");
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(writers.submit(() -> IntStream.range(0, 20).forEach(_ -> increment())));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertEquals("160", get("counter").asUtf8String());
  }

  private void increment() {
    while (true) {
      ResponseBytes<GetObjectResponse> seen = get("counter");
      byte[] next =
          Integer.toString(Integer.parseInt(seen.asUtf8String()) + 1)
              .getBytes(StandardCharsets.UTF_8);
      try {
        put("counter", next, b -> b.ifMatch(seen.response().eTag()));
        return;
      } catch (S3Exception e) {
        assertEquals(412, e.statusCode());
      }
    }
  }

  @Test
  void copiesHaveConditionsOnTheirSource() {
    String etag = put("a b/ü+1", "text").eTag();
    client.copyObject(b ->
        b.sourceBucket(BUCKET)
            .sourceKey("a b/ü+1")
            .copySourceIfMatch(etag)
            .destinationBucket(BUCKET)
            .destinationKey("copy"));
    assertEquals("text", get("copy").asUtf8String());
    refused(
        412,
        "PreconditionFailed",
        () ->
            client.copyObject(b ->
                b.sourceBucket(BUCKET)
                    .sourceKey("copy")
                    .copySourceIfMatch("\"other\"")
                    .destinationBucket(BUCKET)
                    .destinationKey("more")));
    refused(
        404,
        "NoSuchKey",
        () ->
            client.copyObject(b ->
                b.sourceBucket(BUCKET)
                    .sourceKey("absent")
                    .destinationBucket(BUCKET)
                    .destinationKey("more")));
    refused(
        400,
        "InvalidRequest",
        () ->
            client.copyObject(b ->
                b.sourceBucket(BUCKET)
                    .sourceKey("copy")
                    .destinationBucket(BUCKET)
                    .destinationKey("copy")));
  }

  @Test
  void listingsHavePages() {
    List<String> keys = new ArrayList<>();
    for (String key : List.of("a/1", "a/2", "a/b/1", "a/b/2", "a-1", "b", "c d/é+", "𝔸", "ￜ")) {
      put(key, key);
      keys.add(key);
    }
    keys.sort(Bucket.KEY_ORDER);
    assertEquals(List.of("ￜ", "𝔸"), keys.subList(7, 9));
    for (int most = 1; most < 10; most++) {
      int size = most;
      var pages = client.listObjectsV2Paginator(b -> b.bucket(BUCKET).maxKeys(size));
      assertEquals(keys, pages.contents().stream().map(S3Object::key).toList());
      var tree = client.listObjectsV2Paginator(b -> b.bucket(BUCKET).maxKeys(size).delimiter("/"));
      assertEquals(
          List.of("a-1", "b", "ￜ", "𝔸"), tree.contents().stream().map(S3Object::key).toList());
      assertEquals(
          List.of("a/", "c d/"), tree.commonPrefixes().stream().map(p -> p.prefix()).toList());
    }
    ListObjectsV2Response below =
        client.listObjectsV2(b -> b.bucket(BUCKET).prefix("a/").delimiter("/").startAfter("a/1"));
    assertEquals(List.of("a/2"), below.contents().stream().map(S3Object::key).toList());
    assertEquals("a/b/", below.commonPrefixes().getFirst().prefix());
    refused(
        400,
        "InvalidArgument",
        () -> client.listObjectsV2(b -> b.bucket(BUCKET).continuationToken("?")));
  }

  @Test
  void batchesOfDeletionsHaveResults() {
    put("a", "1");
    put("b <&> c", "1");
    DeleteObjectsResponse deleted =
        delete(
            false,
            ObjectIdentifier.builder().key("a").eTag("\"other\"").build(),
            ObjectIdentifier.builder().key("b <&> c").build(),
            ObjectIdentifier.builder().key("absent").build());
    assertEquals(
        List.of("b <&> c", "absent"), deleted.deleted().stream().map(o -> o.key()).toList());
    assertEquals("a", deleted.errors().getFirst().key());
    assertEquals("PreconditionFailed", deleted.errors().getFirst().code());
    DeleteObjectsResponse quiet = delete(true, ObjectIdentifier.builder().key("a").build());
    assertEquals(List.of(), quiet.deleted());
    assertEquals(List.of(), client.listObjectsV2(b -> b.bucket(BUCKET)).contents());
  }

  private DeleteObjectsResponse delete(boolean quiet, ObjectIdentifier... objects) {
    return client.deleteObjects(b -> b.bucket(BUCKET).delete(d -> d.quiet(quiet).objects(objects)));
  }

  @Test
  void uploadsInPartsAreOneObject() {
    String id = client.createMultipartUpload(b -> b.bucket(BUCKET).key("k")).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      int one = number;
      String etag =
          client
              .uploadPart(
                  b -> b.bucket(BUCKET).key("k").uploadId(id).partNumber(one),
                  RequestBody.fromBytes(random(10 + one)))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    assertEquals(3, client.listParts(b -> b.bucket(BUCKET).key("k").uploadId(id)).parts().size());
    refused(400, "InvalidPartOrder", () -> complete(id, parts.reversed()));
    refused(
        400,
        "InvalidPart",
        () -> complete(id, List.of(CompletedPart.builder().partNumber(1).eTag("0").build())));
    refused(404, "NoSuchUpload", () -> complete("other", parts));
    put("k", "there");
    refused(
        412,
        "PreconditionFailed",
        () ->
            client.completeMultipartUpload(b ->
                b.bucket(BUCKET)
                    .key("k")
                    .uploadId(id)
                    .ifNoneMatch("*")
                    .multipartUpload(m -> m.parts(parts))));
    complete(id, parts);
    byte[] whole = get("k").asByteArray();
    assertEquals(11 + 12 + 13, whole.length);
    assertArrayEquals(random(12), Arrays.copyOfRange(whole, 11, 23));
    assertEquals("-3\"", get("k").response().eTag().substring(33));
    assertArrayEquals(
        random(12),
        client.getObjectAsBytes(b -> b.bucket(BUCKET).key("k").partNumber(2)).asByteArray());
    refused(404, "NoSuchUpload", () -> complete(id, parts));
  }

  private void complete(String id, List<CompletedPart> parts) {
    client.completeMultipartUpload(
        b -> b.bucket(BUCKET).key("k").uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  @Test
  void smallPartsAreRefused() {
    String id = client.createMultipartUpload(b -> b.bucket(BUCKET).key("k")).uploadId();
    List<CompletedPart> parts =
        IntStream.of(1, 2)
            .mapToObj(n ->
                CompletedPart.builder()
                    .partNumber(n)
                    .eTag(
                        client
                            .uploadPart(
                                b -> b.bucket(BUCKET).key("k").uploadId(id).partNumber(n),
                                RequestBody.fromBytes(random(9)))
                            .eTag())
                    .build())
            .toList();
    refused(400, "EntityTooSmall", () -> complete(id, parts));
    client.abortMultipartUpload(b -> b.bucket(BUCKET).key("k").uploadId(id));
    refused(404, "NoSuchUpload", () -> complete(id, parts));
  }

  @Test
  void bucketsAreMadeAndDeleted() {
    client.createBucket(b -> b.bucket("other"));
    refused(409, "BucketAlreadyOwnedByYou", () -> client.createBucket(b -> b.bucket("other")));
    client.headBucket(b -> b.bucket("other"));
    client.putObject(b -> b.bucket("other").key("k"), RequestBody.fromString("x"));
    refused(409, "BucketNotEmpty", () -> client.deleteBucket(b -> b.bucket("other")));
    client.deleteObject(b -> b.bucket("other").key("k"));
    client.deleteBucket(b -> b.bucket("other"));
    refused(404, "NoSuchBucket", () -> client.listObjectsV2(b -> b.bucket("other")));
    assertEquals(
        List.of(BUCKET), client.listBuckets().buckets().stream().map(b -> b.name()).toList());
  }
}
