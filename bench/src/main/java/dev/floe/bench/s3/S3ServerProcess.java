package dev.floe.bench.s3;

import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;

/// Our S3 server as a process: says where it listens, and ends when its input does. Reads without a
/// signature are carried out too. With the file of a key it has a second one that speaks TLS.
final class S3ServerProcess {
  static final char[] PASSWORD = "password".toCharArray();

  private S3ServerProcess() {}

  /// @param arguments the file of the key, or nothing
  public static void main(String[] arguments) throws Exception {
    S3ServerOptions options = S3ServerOptions.STANDARD.withAnonymous(true);
    S3Server plain = S3Server.start(options);
    System.out.println(plain.endpoint());
    if (arguments.length > 0) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
        store.load(in, PASSWORD);
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, PASSWORD);
      System.out.println(
          S3Server.start(options.withTls(SslContextBuilder.forServer(keys).build())).endpoint());
    }
    while (System.in.read() >= 0) {
      // whoever started it still lives
    }
    System.exit(0);
  }
}
