package io.weft.ucx;

import io.weft.transport.Frame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent on one link. Callers write their frames side by side into one buffer under
 * a short lock; whoever drains the link takes the buffer away and leaves the other one. Safe on
 * every thread; {@link #next} and {@link #taken} are for the thread that holds the worker.
 */
final class Outgoing {

  /** Buffers begin with this and come back to it when more was needed once (bytes). */
  private static final int FIRST_BYTES = 4 << 10;

  /** A buffer above this is not kept when it is empty (bytes). */
  private static final int KEPT_BYTES = 1 << 20;

  private final URI remote;
  private final long highWaterBytes;
  private final long boundBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private ByteBuffer waiting = ByteBuffer.allocate(FIRST_BYTES);
  private ByteBuffer leaving = ByteBuffer.allocate(FIRST_BYTES).limit(0);
  private long waitingBytes;
  private boolean shut;

  Outgoing(URI remote, long highWaterBytes, long boundBytes) {
    this.remote = remote;
    this.highWaterBytes = highWaterBytes;
    this.boundBytes = boundBytes;
  }

  /**
   * Puts a frame at the end.
   *
   * @param mayBlock false on a thread that delivers frames
   * @return false if a thread that must not block found the bound exceeded; nothing was added
   * @throws IOException if the link is closed
   */
  boolean add(Frame frame, int size, @Nullable ByteBuffer tail, boolean mayBlock)
      throws IOException {
    int bytes = size + (tail == null ? 0 : tail.remaining());
    int total = FrameReader.HEADER_BYTES + bytes;
    lock.lock();
    try {
      if (mayBlock && waitingBytes >= highWaterBytes) {
        awaitRoom();
      }
      if (shut) {
        throw new IOException("the link to " + remote + " is closed; the frame was not sent");
      }
      if (!mayBlock && waitingBytes + total > boundBytes) {
        return false;
      }
      makeRoom(total);
      write(frame, size, tail, bytes);
      waitingBytes += total;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more frames; those that are waiting still leave. False if it was shut before. */
  boolean shut() {
    lock.lock();
    try {
      boolean first = !shut;
      shut = true;
      room.signalAll();
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is waiting and lets blocked senders go. */
  void release() {
    lock.lock();
    try {
      shut = true;
      waiting = ByteBuffer.allocate(0);
      waitingBytes = 0;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The bytes that leave next, empty if there are none now. */
  ByteBuffer next() {
    if (leaving.hasRemaining()) {
      return leaving;
    }
    lock.lock();
    try {
      ByteBuffer empty =
          leaving.capacity() > KEPT_BYTES ? ByteBuffer.allocate(FIRST_BYTES) : leaving.clear();
      leaving = waiting.flip();
      waiting = empty;
      return leaving;
    } finally {
      lock.unlock();
    }
  }

  /** So many bytes have left the buffer. */
  void taken(int bytes) {
    lock.lock();
    try {
      boolean full = waitingBytes >= highWaterBytes;
      waitingBytes -= bytes;
      if (full && waitingBytes < highWaterBytes) {
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was shut and everything has left. */
  boolean finished() {
    lock.lock();
    try {
      return shut && waiting.position() == 0 && !leaving.hasRemaining();
    } finally {
      lock.unlock();
    }
  }

  private void write(Frame frame, int size, @Nullable ByteBuffer tail, int bytes) {
    int start = waiting.position();
    waiting.putInt(bytes);
    int end = start + FrameReader.HEADER_BYTES + size;
    ByteBuffer view = waiting.duplicate().limit(end);
    try {
      frame.writeTo(view);
      if (view.position() != end) {
        throw new IllegalStateException(
            "a frame announced "
                + size
                + " bytes and wrote "
                + (view.position() - start - FrameReader.HEADER_BYTES)
                + "; it was not sent");
      }
    } catch (RuntimeException | Error e) {
      waiting.position(start);
      throw e;
    }
    waiting.position(end);
    if (tail != null) {
      waiting.put(tail.duplicate());
    }
  }

  private void makeRoom(int bytes) {
    if (waiting.remaining() < bytes) {
      long wanted = Math.max(2L * waiting.capacity(), (long) waiting.position() + bytes);
      waiting =
          ByteBuffer.allocate((int) Math.min(Integer.MAX_VALUE - 8, wanted)).put(waiting.flip());
    }
  }

  private void awaitRoom() throws InterruptedIOException {
    try {
      while (!shut && waitingBytes >= highWaterBytes) {
        room.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "interrupted while waiting for " + remote + " to read; the frame was not sent");
    }
  }
}
