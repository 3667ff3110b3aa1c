package io.weft.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

class GreetingFuzzTest {

  /** Whatever comes is a message that is written again as it was read, or an error. */
  @FuzzTest(maxDuration = "3s")
  void messagesAreWrittenAsTheyWereRead(byte[] wire) {
    ByteBuf in = Unpooled.wrappedBuffer(wire);
    try {
      int start = in.readerIndex();
      for (Greeting each = Greeting.next(in); each != null; each = Greeting.next(in)) {
        ByteBuf again = each.encode(UnpooledByteBufAllocator.DEFAULT);
        if (!(each instanceof Greeting.Refusal)) { // reasons are cleaned
          assertThat(again).isEqualTo(in.slice(start, in.readerIndex() - start));
        }
        again.release();
        start = in.readerIndex();
      }
    } catch (GreetingException e) {
      assertThat(e).hasMessageContaining("does not greet");
    }
  }
}
