package io.weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Large frames, one way, for as long as it is open: its thread sends the next one when there are
 * few under way. The other end answers each with a byte when all of it is there, so that what is
 * counted has arrived.
 */
final class BulkStream implements AutoCloseable {

  /** A frame's payload; the other end knows a stream's frames by it (bytes). */
  static final int FRAME_BYTES = 1 << 20;

  /** More than a link's high water: its backpressure is part of what is measured. */
  private static final int UNDER_WAY = 8;

  /** Share of the time before counting begins. */
  private static final double LEAD = 0.2;

  private static final int LAST_ANSWER_SECONDS = 30;

  private final AtomicLong arrived = new AtomicLong();
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final Runnable send;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile Throwable failure;

  private BulkStream(Caller caller) {
    byte[] payload = new byte[FRAME_BYTES];
    Arrays.fill(payload, (byte) 'x');
    send = caller.slot(payload, new Counting());
    thread = new Thread(this::sendAgainAndAgain, "bulk-stream");
    thread.setDaemon(true);
  }

  static BulkStream start(Caller caller) {
    BulkStream stream = new BulkStream(caller);
    stream.thread.start();
    return stream;
  }

  /** How long the answer to a payload of this length is, in bytes. */
  static int answerBytes(int payloadBytes) {
    return payloadBytes < FRAME_BYTES ? payloadBytes : 1;
  }

  /** Streams for this long; one frame is one call. */
  static Measurement run(Caller caller, Duration duration) throws IOException {
    Usage before = Usage.now();
    BulkStream stream = start(caller);
    Load.pause(Math.round(duration.toNanos() * LEAD));
    long begunFrames = stream.arrived();
    long begun = System.nanoTime();
    Load.pause(duration.toNanos());
    long frames = stream.arrived() - begunFrames;
    long nanos = System.nanoTime() - begun;
    stream.close();
    Usage used = Usage.now().since(before);
    return new Measurement(frames, nanos, 0, 0, stream.arrived(), used, new Usage(0, 0));
  }

  /** Frames that have arrived at the other end. */
  long arrived() {
    return arrived.get();
  }

  private void sendAgainAndAgain() {
    try {
      room.acquire();
      while (running) {
        send.run();
        room.acquire();
      }
      room.release();
    } catch (InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  /** Waits for the last answer. */
  @Override
  public void close() throws IOException {
    running = false;
    try {
      if (!room.tryAcquire(UNDER_WAY, LAST_ANSWER_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the bulk stream had no answer within " + LAST_ANSWER_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    if (failure != null) {
      throw new IOException("the bulk stream failed: " + failure, failure);
    }
  }

  private final class Counting implements Caller.Answer {
    @Override
    public void answered(int bytes) {
      if (bytes != 1) {
        failure = new IOException("a frame was answered with " + bytes + " bytes");
        running = false;
      }
      arrived.incrementAndGet();
      room.release();
    }

    @Override
    public void failed(Throwable cause) {
      failure = cause;
      running = false;
      room.release();
    }
  }
}
