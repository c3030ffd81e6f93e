/// Object stores over the network as storages of the engine: HTTP and what is built on it, through
/// Netty, with bodies that land in the caller's segment.
module dev.floe.io {
  requires transitive dev.floe.engine;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires static io.netty.transport.classes.epoll;
  requires static io.netty.transport.classes.io_uring;
  requires java.xml;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.profiles;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.utils;
  requires static aws.crt;
  requires static com.azure.core;
  requires static com.azure.identity;
  requires static com.google.auth;
  requires static com.google.auth.oauth2;
  requires static software.amazon.awssdk.awscore;
  requires static software.amazon.awssdk.services.s3;
  requires static software.amazon.awssdk.transfer.s3;

  exports dev.floe.io;

  provides dev.floe.storage.StorageProvider with
      dev.floe.io.internal.azure.AzureProvider,
      dev.floe.io.internal.gcs.GcsProvider,
      dev.floe.io.internal.s3.S3Provider,
      dev.floe.io.internal.web.HttpProvider;
}
