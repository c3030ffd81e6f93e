/// Object stores over the network: builders of storages, nothing else. Most users need none of
/// them: `Storage.of("s3://bucket/prefix")` finds the store by its scheme.
///
/// ```java
/// Storage mine = Storage.of("s3://bucket/prefix");                // the environment says who and where
/// Storage theirs =
///     S3StorageBuilder.of("bucket", "prefix")
///         .endpointUrl("https://store.example")
///         .credentials(S3Credentials.Keys.of(id, secret))
///         .open();
/// ```
///
/// Who asks is said by credentials, which no text shows, and to the store's logs by [Attribution].
/// Trust, proxies and their logins are the JVM's unless a builder is given a context.
///
/// Inside, data flows one way: `internal.http` moves one request and its answer; the stores build
/// requests from operations of the storage interface and answers from responses.
package dev.floe.io;
