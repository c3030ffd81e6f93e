package dev.floe.spec.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
/// it has signed: for 127.0.0.1, and for no name. Both lie in a directory, for other processes.
///
/// The tests of `io-netty`, which this module is built on, have a smaller one of their own.
public final class PrivateAuthority {
  private static final String PASSWORD = "password";
  private static final String KEYS = "keys.p12";
  private static final String TRUSTED = "trusted.p12";

  private final Path directory;
  private final KeyStore keys;
  private final KeyStore trusted;

  private PrivateAuthority(Path directory) throws IOException, GeneralSecurityException {
    this.directory = directory;
    this.keys = store(directory.resolve(KEYS));
    this.trusted = store(directory.resolve(TRUSTED));
  }

  /// Makes both in a directory.
  public static PrivateAuthority make(Path directory)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = directory.resolve(KEYS);
    generate(file, "authority", "-ext", "bc:c");
    generate(file, "server", "-signer", "authority", "-ext", "san=ip:127.0.0.1");
    KeyStore keys = store(file);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", keys.getCertificate("authority"));
    keys.deleteEntry("authority");
    write(keys, file);
    write(trusted, directory.resolve(TRUSTED));
    return of(directory);
  }

  /// Those that were made in a directory before.
  public static PrivateAuthority of(Path directory) throws IOException, GeneralSecurityException {
    return new PrivateAuthority(directory);
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static void write(KeyStore store, Path file)
      throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private static void generate(Path file, String alias, String... more)
      throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(tool, "-genkeypair", "-keyalg", "EC"));
    command.addAll(List.of("-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
    command.addAll(Arrays.asList(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
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
        "-Djavax.net.ssl.trustStore=" + directory.resolve(TRUSTED),
        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }
}
