package io.weft.transport.quic;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A token is the one thing in a datagram that Java reads before quiche does. */
class RetryTokensFuzzTest {

  private static final InetSocketAddress CALLER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
  private static final RetryTokens TOKENS = new RetryTokens(() -> true, System::nanoTime);

  @FuzzTest(maxDuration = "3s")
  void nobodyGuessesAToken(FuzzedDataProvider data) {
    ByteBuf token = Unpooled.wrappedBuffer(data.consumeRemainingAsBytes());
    if (TOKENS.validateToken(token, CALLER) >= 0) {
      throw new AssertionError("took a token that nobody made");
    }
  }
}
