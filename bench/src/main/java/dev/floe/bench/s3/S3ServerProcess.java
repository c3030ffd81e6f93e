package dev.floe.bench.s3;

import dev.floe.spec.net.PrivateAuthority;
import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;

/// Our S3 server as a process: says where it listens, and ends when its input does. Reads without a
/// signature are carried out too. With a key it has a second one that speaks TLS.
final class S3ServerProcess {
  private S3ServerProcess() {}

  /// @param arguments the directory of a private authority, or nothing
  public static void main(String[] arguments) throws Exception {
    S3ServerOptions options = S3ServerOptions.STANDARD.withAnonymous(true);
    S3Server plain = S3Server.start(options);
    System.out.println(plain.endpoint());
    if (arguments.length > 0) {
      PrivateAuthority authority = PrivateAuthority.of(Path.of(arguments[0]));
      SslContext tls = SslContextBuilder.forServer(authority.server()).build();
      System.out.println(S3Server.start(options.withTls(tls)).endpoint());
    }
    while (System.in.read() >= 0) {
      // whoever started it still lives
    }
    System.exit(0);
  }
}
