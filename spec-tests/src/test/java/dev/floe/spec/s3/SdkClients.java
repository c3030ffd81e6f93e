package dev.floe.spec.s3;

import java.net.URI;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/// Clients of the AWS SDK that do not retry.
public final class SdkClients {
  private SdkClients() {}

  /// A client of an endpoint with the test credentials, path style.
  public static S3Client of(URI endpoint) {
    S3Credentials credentials = S3ServerOptions.TEST_CREDENTIALS;
    return of(
        endpoint,
        AwsBasicCredentials.create(credentials.accessKey(), credentials.secretKey()),
        _ -> {});
  }

  static S3Client of(URI endpoint, AwsCredentials credentials, Consumer<S3ClientBuilder> more) {
    S3ClientBuilder builder =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)));
    more.accept(builder);
    return builder.build();
  }
}
