package io.weft.testkit;

import io.weft.node.NodeId;
import io.weft.transport.DeliversFrames;
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
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link in memory: the frames on their way to it, and the thread that delivers them. An
 * end that closes says so behind its last frame, and ends when the other end has answered the same.
 */
final class MemoryLink implements Link {

  /** A sender waits while this much is on its way (bytes). */
  private static final long HIGH_WATER_BYTES = 1 << 20;

  /** A delivering thread, which does not wait, loses the link beyond this (bytes). */
  private static final long BOUND_BYTES = 64 << 20;

  /** What was sent has this long to be read after the link was closed. */
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Optional<NodeId> peer;
  private final Protection protection;
  private final URI local;
  private final URI remote;
  private final int maxFrameBytes;
  private @Nullable MemoryLink other;
  private @Nullable Thread deliverer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> incoming = new ArrayDeque<>();
  private long incomingBytes;
  private boolean incomingEnds;
  private boolean closed;
  private long closedNanos;
  private boolean cut;
  private boolean rested;
  private long restsUntilNanos;
  private @Nullable IOException cause;

  MemoryLink(
      Optional<NodeId> peer, Protection protection, URI local, URI remote, int maxFrameBytes) {
    this.peer = peer;
    this.protection = protection;
    this.local = local;
    this.remote = remote;
    this.maxFrameBytes = maxFrameBytes;
  }

  void connect(MemoryLink end) {
    other = end;
  }

  void start(Receiver receiver, Runnable ended) {
    Thread thread = new Deliverer(() -> deliver(receiver, ended), "weft-mem-" + local.getPort());
    deliverer = thread;
    thread.start();
  }

  @Override
  public void send(Frame frame) throws IOException {
    ByteBuffer tail = frame.tail().orElse(null);
    long size = (long) frame.size() + (tail == null ? 0 : tail.remaining());
    if (size > maxFrameBytes || frame.size() < 1) {
      throw new IllegalArgumentException(
          "frame of " + size + " bytes (limit " + maxFrameBytes + ") to " + remote);
    }
    if (!far().offer(frame, tail, (int) size, this)) {
      String reason = remote + " does not read what was sent to it; the link is closed";
      cut(new IOException(reason));
      throw new IOException(reason);
    }
  }

  @Override
  public Optional<NodeId> peer() {
    return peer;
  }

  @Override
  public Protection protection() {
    return protection;
  }

  @Override
  public URI local() {
    return local;
  }

  @Override
  public URI remote() {
    return remote;
  }

  @Override
  public void rest(Duration howLong) {
    lock.lock();
    try {
      long until = System.nanoTime() + howLong.toNanos();
      restsUntilNanos = isResting() && restsUntilNanos - until > 0 ? restsUntilNanos : until;
      rested = true;
    } finally {
      lock.unlock();
    }
  }

  /** Each frame has its array for itself. */
  @Override
  public Optional<Runnable> holdFrame() {
    return Optional.of(() -> {});
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      closedNanos = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    far().endIncoming();
  }

  /** Waits for the delivering thread; if it takes longer, nothing more is delivered. */
  void awaitEnd(long nanos) {
    Thread thread = deliverer;
    if (thread == null || thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
      cut(new IOException("the memory transport is stopped"));
      thread.join(TimeUnit.NANOSECONDS.toMillis(CLOSE_NANOS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Adds to what is on its way here; false if a thread that must not wait met the bound. */
  private boolean offer(Frame frame, @Nullable ByteBuffer tail, int size, MemoryLink from)
      throws IOException {
    boolean mayWait = !(Thread.currentThread() instanceof DeliversFrames);
    lock.lock();
    try {
      while (mayWait && !incomingEnds && !cut && incomingBytes >= HIGH_WATER_BYTES) {
        changed.await();
      }
      if (incomingEnds || cut) {
        throw new IOException("the link to " + local + " is closed; the frame was not sent");
      }
      if (!mayWait && incomingBytes + size > BOUND_BYTES) {
        return false;
      }
      ByteBuffer copy = ByteBuffer.allocate(size);
      frame.writeTo(copy);
      if (tail != null) {
        copy.put(tail.duplicate());
      }
      incoming.add(copy.array());
      incomingBytes += size;
      changed.signalAll();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "interrupted while waiting for " + from.remote + " to read; the frame was not sent");
    } finally {
      lock.unlock();
    }
  }

  private void endIncoming() {
    lock.lock();
    try {
      incomingEnds = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends both ends at once, whatever is on its way. */
  private void cut(IOException reason) {
    cutHere(reason);
    far().cutHere(new IOException("the link to " + far().remote + " was lost"));
  }

  private void cutHere(IOException reason) {
    lock.lock();
    try {
      if (!cut) {
        cut = true;
        cause = reason;
        incoming.clear();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Receiver receiver, Runnable ended) {
    try {
      for (byte[] frame = next(); frame != null; frame = next()) {
        if (frame.length > maxFrameBytes) {
          throw new LinkProtocolException(
              "frame of " + frame.length + " bytes (limit " + maxFrameBytes + ") from " + remote);
        }
        receiver.frame(this, ByteBuffer.wrap(frame).asReadOnlyBuffer());
      }
    } catch (LinkProtocolException e) {
      cut(e);
    } catch (RuntimeException e) {
      cut(new LinkProtocolException("a frame could not be handled: " + e));
    } catch (InterruptedException e) {
      cut(new IOException("the delivering thread was interrupted", e));
    }
    boolean asked = finish();
    ended.run();
    receiver.closed(this, asked ? Optional.empty() : Optional.of(reason()));
  }

  /** The next frame; null at the end of the link. */
  private byte @Nullable [] next() throws InterruptedException {
    lock.lock();
    try {
      while (!cut && (isResting() || isQuiet())) {
        if (isResting()) {
          changed.awaitNanos(restsUntilNanos - System.nanoTime());
        } else if (closed) {
          changed.awaitNanos(closedNanos + CLOSE_NANOS - System.nanoTime());
        } else {
          changed.await();
        }
      }
      byte[] frame = cut || overdue() ? null : incoming.poll();
      if (frame != null) {
        incomingBytes -= frame.length;
        changed.signalAll();
      }
      return frame;
    } finally {
      lock.unlock();
    }
  }

  private boolean isQuiet() {
    return incoming.isEmpty() && !incomingEnds && !overdue();
  }

  private boolean isResting() {
    return rested && restsUntilNanos - System.nanoTime() > 0;
  }

  private boolean overdue() {
    return closed && System.nanoTime() - closedNanos >= CLOSE_NANOS;
  }

  /** Nothing more is read: answers the other end's goodbye, or lets it go. */
  private boolean finish() {
    boolean asked;
    boolean heard;
    lock.lock();
    try {
      asked = closed && (cause == null || incomingEnds);
      heard = incomingEnds;
      closed = true;
      cut = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (heard) {
      far().endIncoming();
    } else {
      far().cutHere(new IOException("the link to " + far().remote + " was lost"));
    }
    return asked;
  }

  private IOException reason() {
    lock.lock();
    try {
      return cause == null ? new IOException(remote + " closed the link") : cause;
    } finally {
      lock.unlock();
    }
  }

  private MemoryLink far() {
    if (other == null) {
      throw new IllegalStateException("not connected yet");
    }
    return other;
  }

  private static final class Deliverer extends Thread implements DeliversFrames {
    Deliverer(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }
}
