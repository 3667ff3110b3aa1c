package io.weft.transport.tcp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.weft.transport.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read and write the sockets: one group for control and calls, and one for bulk,
 * made when it is first asked for. Small calls beside two saturating bulk streams had a p99 of 2 to
 * 5 ms on one loop and under 1 ms on two, so the lanes do not share.
 */
final class EventLoops {

  /** Loops end at once when nothing is left on them, and after this whatever is (seconds). */
  private static final int SHUTDOWN_SECONDS = 2;

  private final boolean epoll;
  private final int loops;
  private final EventLoopGroup calls;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable EventLoopGroup bulk;
  private boolean closed;

  /**
   * @throws IllegalStateException if the settings ask for epoll and there is none
   */
  EventLoops(TcpSettings settings) {
    boolean wanted = settings.nativeTransport() != TcpSettings.NativeTransport.NIO;
    epoll = wanted && Epoll.isAvailable();
    if (settings.nativeTransport() == TcpSettings.NativeTransport.EPOLL && !epoll) {
      throw new IllegalStateException(
          "native_transport is epoll, which does not load here ("
              + Reasons.root(Epoll.unavailabilityCause())
              + "); install its native library or set native_transport to auto");
    }
    loops = settings.loops();
    calls = group("weft-tcp-");
  }

  /** What serves the sockets, for the log. */
  String description(TcpSettings settings) {
    if (epoll) {
      return "epoll";
    }
    return settings.nativeTransport() == TcpSettings.NativeTransport.NIO
        ? "nio (as set)"
        : "nio (no epoll: " + Reasons.root(Epoll.unavailabilityCause()) + ")";
  }

  /**
   * @throws IllegalStateException if the loops are closed
   */
  EventLoopGroup serving(Lane lane) {
    if (lane != Lane.BULK) {
      return calls;
    }
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the TCP transport is stopped");
      }
      EventLoopGroup group = bulk;
      if (group == null) {
        group = group("weft-tcp-bulk-");
        bulk = group;
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  Class<? extends SocketChannel> socketType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  Class<? extends ServerChannel> listenerType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Whether the caller is a thread that delivers frames, of this transport or another TCP one. */
  static boolean isCurrentThread() {
    return Thread.currentThread() instanceof LoopThread;
  }

  /** Ends the threads; when it returns they are gone. */
  void close() {
    List<EventLoopGroup> groups = new ArrayList<>(List.of(calls));
    lock.lock();
    try {
      closed = true;
      if (bulk != null) {
        groups.add(bulk);
      }
    } finally {
      lock.unlock();
    }
    List<Future<?>> ends = new ArrayList<>();
    for (EventLoopGroup group : groups) {
      ends.add(group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS));
    }
    for (Future<?> end : ends) {
      end.awaitUninterruptibly(SHUTDOWN_SECONDS + 1, TimeUnit.SECONDS);
    }
  }

  private EventLoopGroup group(String name) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads = task -> new LoopThread(task, name + number.incrementAndGet());
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(loops, threads, handlers);
  }

  private static final class LoopThread extends FastThreadLocalThread {
    LoopThread(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }
}
