package io.weft.testkit;

import io.weft.node.NodeId;
import io.weft.transport.Frame;
import io.weft.transport.Link;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Protection;
import io.weft.transport.Receiver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A link on which things go wrong as {@link Faults} say; frames are copied on their way. */
final class FaultyLink implements Link, Receiver {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** How long what was sent may take to leave when the link closes. */
  private static final long CLOSE_MILLIS = 1_000;

  private final Faults faults;
  private final Receiver receiver;
  private final int maxFrameBytes;
  private final CompletableFuture<Link> sound = new CompletableFuture<>();
  private final AtomicBoolean told = new AtomicBoolean();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final HeldQueue out;
  private final HeldQueue in;
  private volatile boolean closed;

  FaultyLink(Faults faults, Receiver receiver, int maxFrameBytes) {
    this.faults = faults;
    this.receiver = receiver;
    this.maxFrameBytes = maxFrameBytes;
    int number = NUMBER.incrementAndGet();
    out = new HeldQueue(faults, "weft-faulty-out-" + number);
    in = new HeldQueue(faults, "weft-faulty-in-" + number);
    faults.add(this);
  }

  /** The link underneath is there. */
  FaultyLink over(Link link) {
    sound.complete(link);
    return this;
  }

  @Override
  public void send(Frame frame) throws IOException {
    ByteBuffer tail = frame.tail().orElse(null);
    long size = (long) frame.size() + (tail == null ? 0 : tail.remaining());
    if (size > maxFrameBytes || frame.size() < 1) {
      throw new IllegalArgumentException(
          "frame of " + size + " bytes (limit " + maxFrameBytes + ") to " + remote());
    }
    ByteBuffer copy = ByteBuffer.allocate((int) size);
    frame.writeTo(copy);
    if (tail != null) {
      copy.put(tail.duplicate());
    }
    try {
      if (closed || !out.add(() -> forward(copy.array()), (int) size, true)) {
        throw new IOException("the link to " + remote() + " is closed; the frame was not sent");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while sending to " + remote());
    }
  }

  @Override
  public void frame(Link link, ByteBuffer view) {
    over(link);
    ByteBuffer copy = ByteBuffer.allocate(view.remaining()).put(view).flip();
    try {
      // Waits while the receiver is slow, so that the sender feels it as on a sound link.
      if (!in.add(() -> deliver(copy.asReadOnlyBuffer()), copy.remaining(), true)) {
        link.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void closed(Link link, Optional<IOException> cause) {
    over(link);
    try {
      in.add(() -> end(closed ? Optional.empty() : cause), 0, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Optional<NodeId> peer() {
    return sound.join().peer();
  }

  @Override
  public Protection protection() {
    return sound.join().protection();
  }

  @Override
  public URI local() {
    return sound.join().local();
  }

  @Override
  public URI remote() {
    return sound.join().remote();
  }

  /** What has come through already is still delivered. */
  @Override
  public void rest(Duration howLong) {
    sound.thenAccept(link -> link.rest(howLong));
  }

  /** Each frame was copied. */
  @Override
  public Optional<Runnable> holdFrame() {
    return Optional.of(faults.hold());
  }

  /** While everything is held, this end closes and the other end hears nothing of it. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    out.shut();
    CompletableFuture.delayedExecutor(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .execute(this::closeStuck);
    try {
      out.add(this::closeSound, 0, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (faults.paused()) {
      in.end(() -> end(Optional.empty()));
    }
  }

  /** What was sent has had its time to leave: a peer that does not read is not waited for. */
  private void closeStuck() {
    if (!ended.isDone() && !faults.paused()) {
      sound.thenAccept(Link::close);
    }
  }

  void cut() {
    out.end(null);
    in.end(() -> end(closed ? Optional.empty() : Optional.of(new IOException("the link was cut"))));
    sound.thenAccept(Link::close);
  }

  /** The receiver has been told that the link is closed, or there never was one. */
  void whenEnded(Runnable step) {
    ended.thenRun(step);
  }

  /** Waits for the end; if it takes longer, the link is cut. */
  void awaitEnd(long nanos) {
    try {
      ended.get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cut();
    } catch (ExecutionException | TimeoutException e) {
      cut();
    }
  }

  /** There is no link after all: nobody is told anything. */
  void discard() {
    told.set(true);
    ended.complete(true);
    faults.remove(this);
    out.end(null);
    in.end(null);
  }

  void wake() {
    out.wake();
    in.wake();
  }

  private void forward(byte[] frame) {
    try {
      sound.join().send(Frame.of(frame));
    } catch (IOException e) {
      // The link underneath says itself that it is closed.
    }
  }

  private void closeSound() {
    sound.join().close();
    out.end(null);
    faults.remove(this);
  }

  private void deliver(ByteBuffer view) {
    try {
      receiver.frame(this, view);
    } catch (RuntimeException e) {
      out.end(null);
      sound.join().close();
      in.end(
          () -> end(Optional.of(new LinkProtocolException("a frame could not be handled: " + e))));
    }
  }

  private void end(Optional<IOException> cause) {
    if (told.compareAndSet(false, true)) {
      if (!faults.paused()) { // else what is held goes on when it is resumed, and ends then
        out.end(null);
        faults.remove(this);
      }
      in.end(null);
      try {
        receiver.closed(this, cause);
      } finally {
        ended.complete(true);
      }
    }
  }
}
