package io.weft.transport.unix;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import io.weft.channel.PeerProven;
import io.weft.node.NodeId;
import io.weft.transport.Protection;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One end of the {@link Greeting}: proves this node's key, checks the other's, and leaves the
 * pipeline to the link behind it. Nothing is taken for a frame before both ends are content.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class Greeter extends ByteToMessageDecoder {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Proving proving;
  private final Duration limit;
  private final byte[] ownNonce = new byte[Greeting.NONCE_BYTES];
  private byte @Nullable [] otherNonce;
  private @Nullable NodeId peer;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean over;

  /**
   * A greeting to be.
   *
   * @param limit how long it may take
   */
  Greeter(Proving proving, Duration limit) {
    this.proving = proving;
    this.limit = limit;
    RANDOM.nextBytes(ownNonce);
  }

  @Override
  public void channelActive(ChannelHandlerContext at) {
    deadline = at.executor().schedule(() -> late(at), limit.toNanos(), TimeUnit.NANOSECONDS);
    if (proving.role() == Proving.Role.LISTENER) {
      say(at, new Greeting.Challenge(ownNonce));
    }
    at.fireChannelActive();
  }

  @Override
  protected void decode(ChannelHandlerContext at, ByteBuf in, List<Object> out) {
    if (over) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      Greeting message = Greeting.next(in);
      if (message != null) {
        take(at, message);
      }
    } catch (CertificateException e) {
      say(at, Greeting.Refusal.of(String.valueOf(e.getMessage())));
      end(at, e);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      end(at, e);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext at) {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private void take(ChannelHandlerContext at, Greeting message)
      throws IOException, GeneralSecurityException {
    if (message instanceof Greeting.Refusal refusal) {
      over = true;
      throw new CertificateException(
          "the other side does not admit this node: " + refusal.reason());
    }
    if (message instanceof Greeting.Challenge challenge && otherNonce == null) {
      otherNonce = challenge.nonce();
      if (proving.role() == Proving.Role.DIALLER) {
        say(at, new Greeting.Challenge(ownNonce));
        say(at, proving.own(ownNonce, otherNonce));
      }
    } else if (message instanceof Greeting.Proof proof && otherNonce != null && peer == null) {
      NodeId proven = proving.check(proof, ownNonce, otherNonce);
      peer = proven;
      if (proving.role() == Proving.Role.LISTENER) {
        say(at, proving.own(ownNonce, otherNonce));
      } else {
        say(at, new Greeting.Welcome());
        proven(at, proven);
      }
    } else if (message instanceof Greeting.Welcome
        && peer != null
        && proving.role() == Proving.Role.LISTENER) {
      proven(at, peer);
    } else {
      throw new GreetingException(
          "a " + message.getClass().getSimpleName() + " that is not due here");
    }
  }

  private void proven(ChannelHandlerContext at, NodeId other) {
    over = true;
    at.fireUserEventTriggered(new PeerProven(other, Protection.LOCAL_USER));
    at.pipeline().remove(this); // hands on what came behind the greeting
  }

  private void late(ChannelHandlerContext at) {
    if (!over) {
      end(at, new ConnectTimeoutException("no greeting within " + limit.toMillis() + " ms"));
    }
  }

  /** There is no link: whoever waits for it hears why, and closes. */
  private void end(ChannelHandlerContext at, Exception cause) {
    if (at.isRemoved() || !at.channel().isActive()) {
      return;
    }
    over = true;
    at.fireExceptionCaught(cause);
  }

  private void say(ChannelHandlerContext at, Greeting message) {
    if (!over) {
      at.writeAndFlush(message.encode(at.alloc()), at.channel().voidPromise());
    }
  }
}
