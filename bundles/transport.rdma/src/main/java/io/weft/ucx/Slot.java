package io.weft.ucx;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Native memory of one message on its way out: header, then data. */
final class Slot {

  /** Data begins here, behind the header (bytes). */
  static final int DATA_OFFSET = 16;

  /**
   * The most data of one message: one TLS record of 16 KiB with its overhead, and whatever the
   * engine asks for beside (bytes).
   */
  static final int DATA_BYTES = 18 << 10;

  final MemorySegment memory;
  final ByteBuffer data;
  MemorySegment request = MemorySegment.NULL;

  Slot(Worker worker) {
    memory = worker.allocate(DATA_OFFSET + DATA_BYTES);
    data = memory.asSlice(DATA_OFFSET).asByteBuffer();
  }

  void head(long token, int number) {
    memory.set(ValueLayouts.LONG, 0, token);
    memory.set(ValueLayouts.INT, Long.BYTES, number);
  }
}
