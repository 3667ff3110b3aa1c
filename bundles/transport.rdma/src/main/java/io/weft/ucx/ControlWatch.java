package io.weft.ucx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that hears when a control connection ends, and with it the peer. */
final class ControlWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UcxTransport.class);

  private final Selector selector;
  private final Queue<LinkWire> fresh = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::watch, "weft-rdma-control");
  private volatile boolean closed;

  ControlWatch() throws IOException {
    selector = Selector.open();
    thread.setDaemon(true);
    thread.start();
  }

  /** Watches from now on; the connection was set up and nothing may come on it. */
  void add(LinkWire wire) {
    fresh.add(wire);
    selector.wakeup();
  }

  /** Connections that were closed are let go of at once, not at the next event. */
  void forgetClosed() {
    selector.wakeup();
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    ByteBuffer dropped = ByteBuffer.allocate(256);
    try (selector) {
      while (!closed) {
        for (LinkWire wire = fresh.poll(); wire != null; wire = fresh.poll()) {
          register(wire);
        }
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          LinkWire wire = (LinkWire) key.attachment();
          int count = read((SocketChannel) key.channel(), dropped.clear());
          if (count != 0) { // 0: the system was too hasty
            key.cancel();
            wire.controlEnded(count < 0);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.error("The control connections of RDMA links are not watched any more", e);
    }
  }

  private void register(LinkWire wire) {
    SocketChannel channel = wire.control().channel();
    try {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, wire);
    } catch (IOException e) {
      wire.controlEnded(true);
    }
  }

  /** Negative at the end. */
  private static int read(SocketChannel channel, ByteBuffer dropped) {
    try {
      return channel.read(dropped);
    } catch (IOException e) {
      return -1;
    }
  }
}
