package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * One TLS 1.3 connection on loopback: the client sends a byte and waits for it to come back.
 *
 * @param server why the server gave up; empty if it did not
 * @param client why the client gave up; empty if it did not
 * @param serverSawData whether a byte got through to the server
 */
record Handshake(Optional<String> server, Optional<String> client, boolean serverSawData) {
  private static final char[] NO_PASSWORD = new char[0];
  private static final int TIMEOUT_MILLIS = 10_000;

  /** One end: what it shows, and whom it expects. */
  record End(KeyManager[] shows, TrustManager asks) {

    static End of(NodeIdentity identity) {
      return expecting(identity, Optional.empty());
    }

    static End expecting(NodeIdentity identity, Optional<NodeId> expected) {
      return showing(identity.credentials(), identity.trustManager(expected));
    }

    static End showing(Credentials credentials, TrustManager asks) {
      return new End(keys(credentials), asks);
    }

    static End withoutCertificate(NodeIdentity identity) {
      return new End(new KeyManager[0], identity.trustManager(Optional.empty()));
    }

    private SSLContext context() throws GeneralSecurityException {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(shows, new TrustManager[] {asks}, null);
      return context;
    }
  }

  boolean succeeded() {
    return server.isEmpty() && client.isEmpty() && serverSawData;
  }

  static Handshake between(End server, End client) throws Exception {
    boolean[] sawData = {false};
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (SSLServerSocket listening =
        (SSLServerSocket)
            server.context().getServerSocketFactory().createServerSocket(0, 1, loopback)) {
      listening.setNeedClientAuth(true);
      listening.setSoTimeout(TIMEOUT_MILLIS);
      CompletableFuture<Optional<String>> served = new CompletableFuture<>();
      Thread accepting =
          new Thread(
              () -> {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                  socket.setSoTimeout(TIMEOUT_MILLIS);
                  int read = socket.getInputStream().read();
                  sawData[0] = read >= 0;
                  socket.getOutputStream().write(read);
                  // The client closes: this end stays until it has.
                  socket.getInputStream().read();
                  served.complete(Optional.empty());
                } catch (IOException e) {
                  served.complete(Optional.of(reason(e)));
                }
              },
              "accepting");
      accepting.setDaemon(true);
      accepting.start();
      Optional<String> dialled = Optional.empty();
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .context()
                  .getSocketFactory()
                  .createSocket(loopback, listening.getLocalPort())) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write(7);
        if (socket.getInputStream().read() != 7) {
          dialled = Optional.of("closed");
        }
      } catch (IOException e) {
        dialled = Optional.of(reason(e));
      }
      return new Handshake(served.get(20, TimeUnit.SECONDS), dialled, sawData[0]);
    }
  }

  private static KeyManager[] keys(Credentials credentials) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "node", credentials.key(), NO_PASSWORD, credentials.chain().toArray(new Certificate[0]));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, NO_PASSWORD);
      return keys.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
