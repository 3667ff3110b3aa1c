package io.weft.node.packing;

import io.weft.exchange.Compression;
import io.weft.node.wire.PackedWire;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes frames smaller, if they can be. Safe on every thread. */
final class Packer {

  /** Bytes from the middle of a large body that tell whether the rest is worth the time. */
  private static final int SAMPLE = 4 * 1024;

  /** Bodies from this size on are sampled first; below it the sample would be most of it. */
  private static final int SAMPLED_FROM = 4 * SAMPLE;

  /** One part in so many must be saved, or the frame is sent as it is: undoing costs time, too. */
  private static final int LEAST_SAVED = 8;

  /** As everywhere: larger data follows by reference. */
  private static final int TAIL_FROM_BYTES = 16 * 1024;

  private final Scratch scratch;

  Packer(Scratch scratch) {
    this.scratch = scratch;
  }

  /**
   * The frame made smaller; {@code null} if that does not pay.
   *
   * @param size of the frame, with its tail
   */
  @Nullable Frame pack(Compression method, Frame frame, int size) {
    Optional<ByteBuffer> tail = frame.tail();
    if (tail.isPresent() && !shrinks(method, tail.get().duplicate())) {
      return null;
    }
    byte[] whole = scratch.take(size);
    byte[] packed = scratch.take(size);
    try {
      ByteBuffer to = ByteBuffer.wrap(whole, 0, size);
      frame.writeTo(to);
      tail.ifPresent(rest -> to.put(rest.duplicate()));
      int length = method.compress(whole, size, packed, size - size / LEAST_SAVED);
      return length <= 0
          ? null
          : new PackedFrame(
              method.name().getBytes(StandardCharsets.UTF_8), size, Arrays.copyOf(packed, length));
    } finally {
      scratch.give(whole);
      scratch.give(packed);
    }
  }

  private boolean shrinks(Compression method, ByteBuffer body) {
    if (body.remaining() < SAMPLED_FROM) {
      return true;
    }
    byte[] sample = scratch.take(SAMPLE);
    byte[] packed = scratch.take(SAMPLE);
    try {
      body.position(body.position() + (body.remaining() - SAMPLE) / 2).get(sample, 0, SAMPLE);
      return method.compress(sample, SAMPLE, packed, SAMPLE - SAMPLE / LEAST_SAVED) > 0;
    } finally {
      scratch.give(sample);
      scratch.give(packed);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record PackedFrame(byte[] method, int unpacked, byte[] data) implements Frame {

    @Override
    public int size() {
      int whole = PackedWire.size(method, unpacked, data.length);
      return data.length < TAIL_FROM_BYTES ? whole : whole - data.length;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      PackedWire.write(buffer, method, unpacked, data.length);
      if (data.length < TAIL_FROM_BYTES) {
        buffer.put(data);
      }
    }

    @Override
    public Optional<ByteBuffer> tail() {
      return data.length < TAIL_FROM_BYTES ? Optional.empty() : Optional.of(ByteBuffer.wrap(data));
    }
  }
}
