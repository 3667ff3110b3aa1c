package io.weft.shell;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the control socket: one thread accepts, two serve each client (one runs its command, one
 * notices that it has gone). All are daemons, all end with {@link #close}.
 */
final class ControlServer implements AutoCloseable {

  /** How long a client may take to say what it wants: it does so at once, or it is none of ours. */
  private static final Duration SPEAK_WITHIN = Duration.ofSeconds(10);

  /** How often clients are looked at that have not spoken yet. */
  private static final long LOOK_MILLIS = 500;

  /** Pause after the system refused to accept, such as for want of file descriptors. */
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

  /** How long commands get to say goodbye, and again how long their threads get to end. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final ControlFiles files;
  private final int maxClients;
  private final Client.Command command;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final Thread acceptor;
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private int count;

  /**
   * Listens from now on.
   *
   * @param maxClients commands that may run at once
   * @throws IOException if it cannot listen there; for people
   */
  ControlServer(ControlFiles files, int maxClients, Client.Command command) throws IOException {
    this.files = files;
    this.maxClients = maxClients;
    this.command = command;
    this.server = files.bind();
    try {
      this.selector = Selector.open();
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      server.close();
      files.delete();
      throw e;
    }
    this.acceptor = new Thread(this::serve, "weft-shell-accept");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** Commands that run at the moment, and clients that have not said yet what they want. */
  int clients() {
    return clients.size();
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    ended(acceptor, GOODBYE);
    try {
      files.delete();
      server.close();
      selector.close();
    } catch (IOException e) {
      LOG.warn("the control socket {} was not removed: {}", files.socket(), e.getMessage());
    }
    clients.forEach(Client::cancel);
    long end = System.nanoTime() + GOODBYE.toNanos();
    clients.forEach(client -> client.join(end - System.nanoTime()));
    clients.forEach(Client::close);
    long last = System.nanoTime() + GOODBYE.toNanos();
    clients.forEach(client -> client.join(last - System.nanoTime()));
    clients.forEach(client -> LOG.warn("a command does not end: {}", client));
  }

  private void serve() {
    while (!closed) {
      try {
        selector.select(clients.stream().anyMatch(Client::silent) ? LOOK_MILLIS : 0);
        selector.selectedKeys().clear();
        long now = System.nanoTime();
        clients.stream()
            .filter(c -> c.silentFor(now) > SPEAK_WITHIN.toNanos())
            .forEach(Client::close);
        for (SocketChannel next = accept(); next != null; next = accept()) {
          welcome(next);
        }
      } catch (IOException e) {
        if (!closed) {
          LOG.warn("the control socket cannot accept a client: {}", e.getMessage());
          LockSupport.parkNanos(ACCEPT_PAUSE.toNanos());
        }
      }
    }
  }

  private @Nullable SocketChannel accept() throws IOException {
    return closed ? null : server.accept();
  }

  private void welcome(SocketChannel channel) {
    if (clients.size() >= maxClients) {
      Client.refuse(
          channel,
          maxClients
              + " commands run already (limit "
              + maxClients
              + "): try again when one has ended",
          1);
      return;
    }
    Client client = new Client(channel, ++count, command, clients::remove);
    clients.add(client);
    client.start();
  }

  private static void ended(Thread thread, Duration within) {
    try {
      thread.join(within.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
