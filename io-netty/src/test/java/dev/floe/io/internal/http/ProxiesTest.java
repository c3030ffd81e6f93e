package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.StorageException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Proxies that want to know who asks, and SOCKS proxies. The JVM has one authenticator.
@ResourceLock("authenticator")
class ProxiesTest extends HttpClientFixture {
  private static final String PROOF = "Basic bWU6cHJveHktc2VjcmV0";

  @BeforeEach
  void login() {
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            assertEquals(RequestorType.PROXY, getRequestorType());
            return new PasswordAuthentication("me", "proxy-secret".toCharArray());
          }
        });
  }

  @AfterEach
  void logout() {
    Authenticator.setDefault(null);
  }

  private static HttpCall get(Origin origin) {
    return call(
        HttpRequest.of(HttpRequest.Method.GET, origin, "/key", Headers.NONE),
        BodyPlan.DOCUMENT,
        HttpCall.Repetition.READ);
  }

  @Test
  void proxiesLearnWhoAsksInPlainRequestsAndForTunnels() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    ScriptedServer proxy =
        serving(line -> {
          while (true) {
            ScriptedServer.Asked asked = line.read();
            seen.add(asked.start().split(" ")[0] + " " + asked.field("Proxy-Authorization"));
            line.answer(asked.start().startsWith("CONNECT") ? "407 No" : "200 OK", bytes(3));
          }
        });
    NettyHttpClient client =
        client(
            QUICK.with(
                ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.origin().port()))));
    for (int i = 0; i < 2; i++) {
      Origin plain = new Origin(false, "example.invalid", 80);
      assertEquals(3, client.send(get(plain)).join().document().length);
    }
    StorageException none =
        failure(StorageException.class, client.send(get(new Origin(true, "example.invalid", 443))));
    assertFalse(none.toString().contains("secret"), none.toString());
    assertTrue(seen.contains("CONNECT " + PROOF), seen::toString);
    assertEquals(2, seen.stream().filter(("GET " + PROOF)::equals).count());
  }

  /// Lets one client through to a port of this machine, whatever it asks for.
  private final class SocksProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final boolean wantsLogin;
    private final int target;

    SocksProxy(boolean wantsLogin, int target) throws IOException {
      this.wantsLogin = wantsLogin;
      this.target = target;
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      while (true) {
        try {
          Socket socket = listener.accept();
          Thread.ofVirtual().start(() -> talk(socket));
        } catch (IOException e) {
          return;
        }
      }
    }

    private void talk(Socket socket) {
      try (socket) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        in.readByte();
        in.readNBytes(in.readByte());
        out.write(new byte[] {5, (byte) (wantsLogin ? 2 : 0)});
        if (wantsLogin) {
          in.readByte();
          String login = text(in) + ":" + text(in);
          seen.add(login);
          out.write(new byte[] {1, (byte) (login.equals("me:proxy-secret") ? 0 : 1)});
        }
        in.readNBytes(4);
        seen.add(text(in) + ":" + in.readUnsignedShort());
        out.write(new byte[] {5, (byte) (target == 0 ? 5 : 0), 0, 1});
        out.write(new byte[] {0, 0, 0, 0, 0});
        out.flush();
        out.write(0); // in two pieces
        try (Socket on = new Socket(InetAddress.getLoopbackAddress(), target)) {
          Thread back = Thread.ofVirtual().start(() -> pipe(on, socket));
          in.transferTo(on.getOutputStream());
          back.interrupt();
        }
      } catch (IOException e) {
        // the client is gone, or the test is over
      }
    }

    private static void pipe(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
        to.close();
      } catch (IOException e) {
        // likewise
      }
    }

    private static String text(DataInputStream in) throws IOException {
      return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
    }

    ProxySelector selector() {
      Proxy proxy =
          new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", listener.getLocalPort()));
      return new ProxySelector() {
        @Override
        public List<Proxy> select(URI uri) {
          return List.of(proxy);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
      };
    }

    @Override
    public void close() {
      try {
        listener.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void socksProxiesAreAskedByNameWithAndWithoutALogin() throws Exception {
    ScriptedServer server = serving(line -> repeat(line, bytes(1_000)));
    for (boolean wantsLogin : new boolean[] {false, true}) {
      try (SocksProxy proxy = new SocksProxy(wantsLogin, server.origin().port())) {
        NettyHttpClient client = client(QUICK.with(proxy.selector()));
        for (int i = 0; i < 3; i++) {
          HttpAnswer answer = client.send(get(new Origin(false, "data.invalid", 80))).join();
          assertArrayEquals(bytes(1_000), answer.document());
        }
        assertEquals("data.invalid:80", proxy.seen.getLast());
        assertEquals(
            wantsLogin ? List.of("me:proxy-secret") : List.of(),
            proxy.seen.subList(0, proxy.seen.size() - 1));
      }
    }
  }

  @Test
  void socksProxiesThatRefuseAreFailuresWithoutTheLogin() throws Exception {
    try (SocksProxy proxy = new SocksProxy(true, 0)) {
      NettyHttpClient client = client(QUICK.with(proxy.selector()));
      StorageException refused =
          failure(StorageException.class, client.send(get(new Origin(false, "x.invalid", 80))));
      assertTrue(
          refused.getMessage().contains("the SOCKS proxy: no connection to x.invalid"),
          refused.getMessage());
      Authenticator.setDefault(null);
      refused =
          failure(StorageException.class, client.send(get(new Origin(false, "y.invalid", 80))));
      assertTrue(refused.getMessage().contains("who asks"), refused.getMessage());
      login();
      Route route = Route.to(new Origin(false, "z.invalid", 80), Optional.of(proxy.selector()));
      assertTrue(route.login().isPresent());
      assertFalse(route.toString().contains("secret"), route.toString());
    }
  }
}
