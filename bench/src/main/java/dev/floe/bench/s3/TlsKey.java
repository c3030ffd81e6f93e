package dev.floe.bench.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A key for a server on the loopback, made by the JDK's own tool, and trust in it.
final class TlsKey {
  private TlsKey() {}

  /// Makes a key, and lets this virtual machine trust it.
  static Path make(Path directory) throws IOException, InterruptedException {
    Path file = directory.resolve("key.p12");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=server",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(S3ServerProcess.PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool").toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("keytool: " + Files.readString(directory.resolve("keytool")));
    }
    try {
      trust(file);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    return file;
  }

  private static void trust(Path file) throws IOException, GeneralSecurityException {
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      made.load(in, S3ServerProcess.PASSWORD);
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", made.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLContext.setDefault(context);
  }
}
