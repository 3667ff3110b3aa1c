package io.weft.testkit;

import io.weft.transport.Link;
import io.weft.transport.Receiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * A receiver that keeps a copy of every frame and counts how often it was told that its link
 * closed. It can stop to read, as a peer does whose machine is busy. Safe on every thread.
 */
public final class Inbox implements Receiver {

  /** A test that forgets to let the reader go on ends all the same (seconds). */
  private static final long LONGEST_PAUSE_SECONDS = 30;

  private final List<byte[]> frames = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final List<Optional<IOException>> closings = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final BiConsumer<Link, ByteBuffer> then;
  private final boolean keeping;

  private Inbox(boolean keeping, BiConsumer<Link, ByteBuffer> then) {
    this.keeping = keeping;
    this.then = then;
  }

  /** Keeps frames. */
  public static Inbox keeping() {
    return new Inbox(true, (link, view) -> {});
  }

  /** Counts frames without keeping them. */
  public static Inbox counting() {
    return new Inbox(false, (link, view) -> {});
  }

  /** Keeps frames and then hands each to this, on the thread that delivers it. */
  public static Inbox then(BiConsumer<Link, ByteBuffer> then) {
    return new Inbox(true, then);
  }

  @Override
  public void frame(Link link, ByteBuffer view) {
    awaitGate();
    if (keeping) {
      byte[] copy = new byte[view.remaining()];
      view.duplicate().get(copy);
      frames.add(copy);
    }
    then.accept(link, view);
    count.incrementAndGet();
  }

  @Override
  public void closed(Link link, Optional<IOException> cause) {
    closings.add(cause);
  }

  /** The frames so far, in the order of arrival. */
  public List<byte[]> frames() {
    return frames;
  }

  /** How many frames there were so far. */
  public int count() {
    return count.get();
  }

  /** Why the link closed, once for each time that it was told. */
  public List<Optional<IOException>> closings() {
    return closings;
  }

  /** Whether the link is closed. */
  public boolean isClosed() {
    return !closings.isEmpty();
  }

  /** Holds the thread that delivers the next frame, until {@link #resume}. */
  public void pause() {
    gate = new CountDownLatch(1);
  }

  /** Reads on. */
  public void resume() {
    gate.countDown();
  }

  private void awaitGate() {
    try {
      if (!gate.await(LONGEST_PAUSE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("paused for longer than a test may");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
