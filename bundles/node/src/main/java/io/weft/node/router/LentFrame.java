package io.weft.node.router;

import io.weft.exchange.Lent;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.ResponseWire;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The frame of a result that its handler has lent, and gets back when neither this node's answering
 * nor any link that was given the frame holds it any more.
 */
final class LentFrame implements Frame {
  private final long id;
  private final Lent lent;
  private final AtomicInteger holders = new AtomicInteger(1);

  LentFrame(long id, Lent lent) {
    this.id = id;
    this.lent = lent;
  }

  /** It was answered, or will not be. */
  void answered() {
    release();
  }

  private void release() {
    if (holders.decrementAndGet() == 0) {
      lent.giveBack().run();
    }
  }

  @Override
  public int size() {
    return ResponseWire.size(id, ContentType.BYTES, length()) - length();
  }

  private int length() {
    return lent.bytes().remaining();
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    ResponseWire.write(buffer, id, ContentType.BYTES, length());
  }

  @Override
  public Optional<ByteBuffer> tail() {
    return Optional.of(lent.bytes());
  }

  @Override
  public boolean lendsTail() {
    return true;
  }

  @Override
  public Optional<Runnable> holdTail() {
    holders.incrementAndGet();
    return Optional.of(this::release);
  }
}
