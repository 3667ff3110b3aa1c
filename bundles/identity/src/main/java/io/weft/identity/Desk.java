package io.weft.identity;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where newcomers redeem their tickets: one TLS connection each, with a thread of its own for as
 * long as it lasts. Open from construction until it is closed. Safe on every thread.
 */
final class Desk implements AutoCloseable {

  /** Newcomers at once; each has a thread for a moment. */
  static final int MAX_CONNECTIONS = 8;

  /** A handshake, three small messages and a file that is written. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int BACKLOG = 32;
  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final Issuer issuer;
  private final Duration limit;
  private final SSLContext tls;
  private final ServerSocket server;
  private final Attempts attempts;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final SecureRandom random = new SecureRandom();

  /**
   * Opens the desk.
   *
   * @param at where to listen; port 0 takes any
   * @param limit how long a newcomer may take
   * @throws IOException if that address cannot be had
   */
  Desk(Issuer issuer, InetSocketAddress at, Clock clock, Duration limit) throws IOException {
    this.issuer = issuer;
    this.limit = limit;
    this.tls = DeskTls.accepting(issuer.network(), clock.instant());
    this.attempts = new Attempts(clock);
    this.server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(at, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    start("weft-desk", this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (attempts.tooMany(socket.getInetAddress()) || !free.tryAcquire()) {
          socket.close();
          continue;
        }
        open.add(socket);
        if (server.isClosed()) { // whoever closed it has not seen this one
          close(socket);
        }
        start("weft-desk-newcomer", () -> serve(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.warn("The desk cannot accept a connection: {}", e.getMessage());
          pause();
        }
      }
    }
  }

  /** Without file handles accepting fails at once, again and again. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket socket) {
    InetAddress from = socket.getInetAddress();
    Executor late = CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> end = CompletableFuture.runAsync(() -> close(socket), late);
    try (SSLSocket secured =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(socket, from.getHostAddress(), socket.getPort(), true)) {
      secured.setUseClientMode(false);
      secured.setEnabledProtocols(new String[] {DeskTls.PROTOCOL});
      answer(secured, from);
    } catch (IOException | RuntimeException e) {
      failed(from, String.valueOf(e.getMessage()));
    } finally {
      end.cancel(false);
      close(socket);
      open.remove(socket);
      free.release();
    }
  }

  private void answer(SSLSocket socket, InetAddress from) throws IOException {
    socket.startHandshake();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] nonce = new byte[DeskMessages.NONCE_BYTES];
    random.nextBytes(nonce);
    DeskMessages.write(out, DeskMessages.challenge(nonce));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DeskMessages.Application application =
        DeskMessages.application(DeskMessages.read(in, DeskMessages.MAX_APPLICATION_BYTES));
    byte[] answer;
    try {
      Issuer.Redeemed redeemed =
          issuer.redeem(
              application.ticket(),
              application.secret(),
              application.applicant(),
              DeskMessages.signed(nonce, application.ticket(), application.applicant()),
              application.proof());
      LOG.info(
          "Ticket {} was redeemed from {}: the certificate is {}'s",
          application.ticket(),
          from.getHostAddress(),
          redeemed.certificate().getSubjectX500Principal().getName());
      answer = DeskMessages.granted(redeemed);
    } catch (Refusal refusal) {
      failed(from, refusal.words());
      answer = DeskMessages.refused(refusal);
    }
    DeskMessages.write(out, answer);
  }

  /** The first and then each doubling is said: a scan of ports must not fill the log. */
  private void failed(InetAddress from, String reason) {
    long all = attempts.failed(from);
    if (Long.bitCount(all) == 1) {
      LOG.warn("Refused at the desk was {}: {} ({} in all)", from.getHostAddress(), reason, all);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("A connection of the desk does not close: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("The desk does not close: {}", e.getMessage());
    }
    open.forEach(Desk::close);
  }
}
