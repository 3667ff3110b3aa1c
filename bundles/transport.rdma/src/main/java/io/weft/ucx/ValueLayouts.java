package io.weft.ucx;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers in a message's header: big-endian, wherever they lie. */
final class ValueLayouts {

  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private ValueLayouts() {}
}
