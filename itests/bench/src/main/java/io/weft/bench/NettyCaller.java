package io.weft.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The client of the raw Netty echo: answers come in the order of the calls. */
final class NettyCaller extends ChannelInboundHandlerAdapter implements Caller {
  private final EventLoopGroup loops;
  private final ArrayDeque<Answer> waiting = new ArrayDeque<>(); // of the event loop
  private ChannelHandlerContext context;

  NettyCaller(EventLoopGroup loops) {
    this.loops = loops;
  }

  @Override
  public Runnable slot(byte[] payload, Answer answer) {
    Runnable send = () -> send(payload, answer);
    return () -> {
      if (context.executor().inEventLoop()) {
        send.run();
      } else if (payload.length >= BulkStream.FRAME_BYTES) {
        ByteBuf frame = frame(payload); // copied here: the event loop has enough to do
        context.executor().execute(() -> put(frame, answer));
      } else {
        context.executor().execute(send);
      }
    };
  }

  @Override
  public Asking waiting(byte[] payload) {
    Parked parked = new Parked();
    Runnable slot = slot(payload, parked);
    return () -> parked.await(slot);
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    ByteBuf frame = (ByteBuf) message;
    int bytes = frame.readableBytes();
    frame.release();
    waiting.remove().answered(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    waiting.forEach(answer -> answer.failed(new IOException("the connection is closed")));
    waiting.clear();
  }

  private void send(byte[] payload, Answer answer) {
    put(frame(payload), answer);
  }

  private ByteBuf frame(byte[] payload) {
    return context
        .alloc()
        .directBuffer(NettyContender.HEADER_BYTES + payload.length)
        .writeInt(payload.length)
        .writeBytes(payload);
  }

  private void put(ByteBuf frame, Answer answer) {
    waiting.add(answer);
    context.write(frame, context.voidPromise());
    context.flush();
  }

  /** A thread that waits for its answer. */
  private static final class Parked implements Answer {
    private static final int NONE = -1;

    private volatile Thread thread;
    private volatile int answer = NONE;
    private volatile Throwable failure;

    int await(Runnable send) {
      thread = Thread.currentThread();
      answer = NONE;
      send.run();
      while (answer == NONE && failure == null) {
        LockSupport.park(this);
      }
      if (failure != null) {
        throw new IllegalStateException(failure);
      }
      return answer;
    }

    @Override
    public void answered(int bytes) {
      answer = bytes;
      LockSupport.unpark(thread);
    }

    @Override
    public void failed(Throwable cause) {
      failure = cause;
      LockSupport.unpark(thread);
    }
  }
}
