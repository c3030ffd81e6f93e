package dev.floe.bench.s3;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// The object that is read, and where: 64 MiB of bytes of which no two places are alike.
///
/// @param server the scheme, address and port of the server
record S3Object(URI server) {
  static final int BYTES = 64 << 20;
  static final String BUCKET = "bucket";
  static final String PREFIX = "p";
  static final String NAME = "chunks/C";
  static final String KEY = PREFIX + "/" + NAME;
  static final String ACCESS_KEY = "testkey";
  static final String SECRET = "testsecret12";
  static final String REGION = "us-east-1";

  /// What is in it.
  static MemorySegment content(Arena arena) {
    MemorySegment content = arena.allocate(BYTES, 64);
    SplittableRandom random = new SplittableRandom(20_261);
    for (long at = 0; at < BYTES; at += Long.BYTES) {
      content.set(ValueLayout.JAVA_LONG, at, random.nextLong());
    }
    return content;
  }

  static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET));
  }

  /// A URL that anybody may read it by, in any range.
  URI signedUrl() {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(server)
            .region(Region.of(REGION))
            .credentialsProvider(credentials())
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build()) {
      return URI.create(
          presigner
              .presignGetObject(get ->
                  get.signatureDuration(Duration.ofHours(12))
                      .getObjectRequest(object -> object.bucket(BUCKET).key(KEY)))
              .url()
              .toString());
    }
  }
}
