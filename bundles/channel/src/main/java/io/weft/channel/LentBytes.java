package io.weft.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;

/** Direct memory of somebody else, who hears when nobody here needs it any more. */
final class LentBytes extends UnpooledDirectByteBuf {
  private final Runnable giveBack;

  /**
   * @param bytes direct, between position and limit
   * @param giveBack is run once, by whoever lets go of it last
   */
  LentBytes(ByteBufAllocator allocator, ByteBuffer bytes, Runnable giveBack) {
    super(allocator, bytes, bytes.remaining());
    this.giveBack = giveBack;
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    giveBack.run();
  }
}
