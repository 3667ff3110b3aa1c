package io.weft.transport.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A cable between a page and a node, which can be pulled. */
final class Relay implements AutoCloseable {

  private final int to;
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private volatile boolean pulled;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  Relay(int to) throws IOException {
    this.to = to;
    threads.execute(this::accept);
  }

  /** How many have come so far. */
  int connections() {
    return connections.get();
  }

  int port() {
    return door.getLocalPort();
  }

  /** How many have come while it was pulled. */
  int turnedAway() {
    return turnedAway.get();
  }

  /** Breaks what is connected, without a goodbye, and lets nobody through. */
  void pull() throws IOException {
    pulled = true;
    cut();
  }

  /** It is plugged in again. */
  void plug() {
    pulled = false;
  }

  /** Breaks what is connected, without a goodbye; who comes then gets through. */
  void cut() throws IOException {
    List<Socket> cut = List.copyOf(sockets);
    sockets.removeAll(cut);
    for (Socket socket : cut) {
      try (socket) {
        socket.setSoLinger(true, 0); // a reset
      } catch (SocketException e) {
        continue; // the other side was quicker
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = door.accept();
        if (pulled) {
          caller.close();
          turnedAway.incrementAndGet();
          continue;
        }
        Socket node = new Socket(InetAddress.getLoopbackAddress(), to);
        connections.incrementAndGet();
        sockets.add(caller);
        sockets.add(node);
        threads.execute(() -> pass(caller, node));
        threads.execute(() -> pass(node, caller));
      }
    } catch (IOException e) {
      return; // the door is closed
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      return; // it was cut
    }
  }
}
