package io.weft.channel;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.weft.endpoint.Reasons;

/** The system's interface to sockets: epoll where its native library loads, else nio. */
public final class SystemIo {

  /** What the setting {@code native_transport} may ask for. */
  public enum Wanted {
    AUTO,
    EPOLL,
    NIO
  }

  private final Wanted wanted;
  private final boolean epoll;

  /**
   * Chooses.
   *
   * @throws IllegalStateException if epoll is wanted and there is none
   */
  public SystemIo(Wanted wanted) {
    this.wanted = wanted;
    epoll = wanted != Wanted.NIO && Epoll.isAvailable();
    if (wanted == Wanted.EPOLL && !epoll) {
      throw new IllegalStateException(
          "native_transport is epoll, which does not load here ("
              + Reasons.root(Epoll.unavailabilityCause())
              + "); install its native library or set native_transport to auto");
    }
  }

  /** Whether sockets are epoll's; else they are nio's. */
  public boolean isEpoll() {
    return epoll;
  }

  /** What serves the sockets, for the log. */
  public String description() {
    if (epoll) {
      return "epoll";
    }
    return wanted == Wanted.NIO
        ? "nio (as set)"
        : "nio (no epoll: " + Reasons.root(Epoll.unavailabilityCause()) + ")";
  }

  IoHandlerFactory handlers() {
    return epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }
}
