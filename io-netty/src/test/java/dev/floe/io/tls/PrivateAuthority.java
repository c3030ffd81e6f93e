package dev.floe.io.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate authority that nobody knows, made by the JDK's own tool, and a server's key that
/// it has signed: for 127.0.0.1, and for no name.
public final class PrivateAuthority {
  private static final String PASSWORD = "password";

  private final Path truststore;
  private final KeyStore keys;
  private final KeyStore trusted;

  /// Makes both in a directory.
  public PrivateAuthority(Path directory) throws Exception {
    Path file = directory.resolve("keys.p12");
    generate(file, "authority", "-ext", "bc:c");
    generate(file, "server", "-signer", "authority", "-ext", "san=ip:127.0.0.1");
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", keys.getCertificate("authority"));
    keys.deleteEntry("authority");
    truststore = directory.resolve("trusted.p12");
    try (var out = Files.newOutputStream(truststore)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
  }

  private static void generate(Path file, String alias, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(Arrays.asList(more));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + String.join(" ", command));
    }
  }

  /// The server's key.
  public KeyManagerFactory server() throws GeneralSecurityException {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, PASSWORD.toCharArray());
    return factory;
  }

  /// Has the server's key, and trusts whom the authority has signed.
  public SSLContext context() throws GeneralSecurityException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(server().getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /// What makes a JVM trust the authority.
  public List<String> properties() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + truststore,
        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }
}
