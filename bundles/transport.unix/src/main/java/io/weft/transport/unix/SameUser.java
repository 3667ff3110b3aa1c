package io.weft.transport.unix;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.security.cert.CertificateException;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Lets a channel be active only if a process of this user is at the other end: the system says
 * whose it is (SO_PEERCRED, unix(7)), before a byte is read or sent. Where the system does not say
 * it, as on Windows, the rights of the socket's file and the greeting must do.
 */
final class SameUser extends ChannelInboundHandlerAdapter {

  /** The process at the other end, where the system tells it. */
  static final AttributeKey<Long> PROCESS = AttributeKey.valueOf("weft.unix.process");

  private final User own;

  SameUser(User own) {
    this.own = own;
  }

  @Override
  public void channelActive(ChannelHandlerContext at) throws IOException {
    String other = other(at.channel());
    if (other.isEmpty()) {
      at.fireChannelActive();
      return;
    }
    String reason =
        "it runs as "
            + other
            + ", and the other end as "
            + own.principal().getName()
            + "; local sockets are for nodes of one user";
    at.writeAndFlush(Greeting.Refusal.of(reason).encode(at.alloc()));
    at.fireExceptionCaught(new CertificateException(reason));
  }

  /** The other end's user if it is another one than ours; else empty. */
  private String other(Channel channel) throws IOException {
    if (channel instanceof EpollDomainSocketChannel epoll) {
      PeerCredentials peer = epoll.peerCredentials();
      channel.attr(PROCESS).set((long) peer.pid());
      return own.uid().orElse(-1) == peer.uid() ? "" : "user " + peer.uid();
    }
    UnixDomainPrincipal peer =
        channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
    return peer == null || peer.user().equals(own.principal()) ? "" : peer.user().getName();
  }
}
