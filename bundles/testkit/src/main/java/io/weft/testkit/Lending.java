package io.weft.testkit;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A frame that lends direct memory, which changes as soon as it may: when the link gives it back,
 * or else when it was sent.
 */
final class Lending extends TailedFrame {
  private final ByteBuffer memory;
  private final AtomicInteger givenBack = new AtomicInteger();
  private volatile boolean held;

  private Lending(byte[] head, ByteBuffer memory, ByteBuffer shown) {
    super(head, shown, true);
    this.memory = memory;
  }

  static Lending of(byte[] head, byte[] tail) {
    ByteBuffer memory = ByteBuffer.allocateDirect(tail.length).put(tail).flip();
    return new Lending(head, memory, memory);
  }

  /** The link may not write there either, as in an answer that is passed on where it came. */
  static Lending readOnly(byte[] head, byte[] tail) {
    ByteBuffer memory = ByteBuffer.allocateDirect(tail.length).put(tail).flip();
    return new Lending(head, memory, memory.asReadOnlyBuffer());
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
