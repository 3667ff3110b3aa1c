package io.weft.testkit;

import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A frame that lends direct memory, which changes as soon as it may: when the link gives it back,
 * or else when it was sent.
 */
final class Lending implements Frame {
  private final byte[] head;
  private final ByteBuffer memory;
  private final AtomicInteger givenBack = new AtomicInteger();
  private volatile boolean held;

  Lending(byte[] head, byte[] tail) {
    this.head = head;
    this.memory = ByteBuffer.allocateDirect(tail.length).put(tail).flip();
  }

  @Override
  public int size() {
    return head.length;
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    buffer.put(head);
  }

  @Override
  public Optional<ByteBuffer> tail() {
    return Optional.of(memory);
  }

  @Override
  public boolean lendsTail() {
    return true;
  }

  @Override
  public Optional<Runnable> holdTail() {
    held = true;
    return Optional.of(
        () -> {
          spoil();
          givenBack.incrementAndGet();
        });
  }

  /** The link has taken it. */
  void sent() {
    if (!held) {
      spoil();
    }
  }

  /** How often the link gave it back. */
  int givenBack() {
    return givenBack.get();
  }

  boolean isHeld() {
    return held && givenBack.get() == 0;
  }

  private void spoil() {
    for (int i = 0; i < memory.capacity(); i++) {
      memory.put(i, (byte) -1);
    }
  }
}
