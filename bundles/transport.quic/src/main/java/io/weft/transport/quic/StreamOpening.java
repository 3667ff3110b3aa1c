package io.weft.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.weft.channel.PeerProven;
import io.weft.node.NodeId;
import io.weft.transport.Protection;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.List;

/**
 * Opens a link on a stream: the other end learns of a stream by its first byte only (RFC 9000,
 * section 2.1), so the dialler sends one, and the listener answers with one when it has admitted
 * the dialler. A dial ends with that answer: a client of TLS 1.3 that is refused would otherwise
 * believe for a moment that it is linked.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class StreamOpening extends ByteToMessageDecoder {

  /** The version of what follows. */
  private static final byte OPENING = 1;

  /** Says who is at the other end of the connection, if it is admitted. */
  interface Proof {
    NodeId peer() throws CertificateException;
  }

  private final boolean dialled;
  private final Proof proof;

  StreamOpening(boolean dialled, Proof proof) {
    this.dialled = dialled;
    this.proof = proof;
  }

  @Override
  public void channelActive(ChannelHandlerContext at) {
    if (dialled) {
      say(at);
    }
    at.fireChannelActive();
  }

  @Override
  protected void decode(ChannelHandlerContext at, ByteBuf in, List<Object> out) {
    byte heard = in.readByte();
    if (heard != OPENING) {
      in.skipBytes(in.readableBytes());
      at.fireExceptionCaught(
          new IOException("a stream of version " + heard + " (expected " + OPENING + ")"));
      return;
    }
    NodeId peer;
    try {
      peer = proof.peer();
    } catch (CertificateException e) {
      in.skipBytes(in.readableBytes());
      at.fireExceptionCaught(e);
      return;
    }
    if (!dialled) {
      say(at);
    }
    at.fireUserEventTriggered(new PeerProven(peer, Protection.TLS));
    at.pipeline().remove(this); // hands on what came behind
  }

  private static void say(ChannelHandlerContext at) {
    at.writeAndFlush(at.alloc().directBuffer(1).writeByte(OPENING), at.channel().voidPromise());
  }
}
