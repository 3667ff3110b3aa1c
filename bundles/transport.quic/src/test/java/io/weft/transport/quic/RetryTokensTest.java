package io.weft.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTokensTest {

  private static final InetSocketAddress CALLER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
  private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8};

  private boolean crowded = true;
  private long now = Long.MAX_VALUE - 5;
  private final RetryTokens tokens = new RetryTokens(() -> crowded, () -> now);

  @Test
  void nobodyIsAskedWhileThereIsRoom() {
    crowded = false;
    assertThat(tokens.writeToken(Unpooled.buffer(), Unpooled.wrappedBuffer(ID), CALLER)).isFalse();
  }

  @Test
  void tokenOfTheSameCallerGivesItsFirstIdBack() {
    ByteBuf token = token();
    assertThat(token.readableBytes()).isLessThanOrEqualTo(tokens.maxTokenLength());
    int at = tokens.validateToken(token, CALLER);
    assertThat(token.slice(at, token.readableBytes() - at)).isEqualTo(Unpooled.wrappedBuffer(ID));
    crowded = false;
    assertThat(tokens.validateToken(token, CALLER)).as("handed out before").isEqualTo(at);
  }

  @Test
  void tokenIsGoodForItsAddressAndTimeOnly() throws Exception {
    ByteBuf token = token();
    assertThat(
            tokens.validateToken(
                token, new InetSocketAddress(InetAddress.getLoopbackAddress(), 4712)))
        .isNegative();
    assertThat(
            tokens.validateToken(
                token,
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), 4711)))
        .isNegative();
    now += Duration.ofSeconds(10).toNanos();
    assertThat(tokens.validateToken(token, CALLER)).isPositive();
    now++;
    assertThat(tokens.validateToken(token, CALLER)).isNegative();
  }

  @Test
  void changedAndForeignTokensAreRefused() {
    for (int i = 0; i < token().readableBytes(); i++) {
      ByteBuf token = token();
      token.setByte(i, token.getByte(i) ^ 1);
      assertThat(tokens.validateToken(token, CALLER)).as("byte %d", i).isNegative();
      assertThat(tokens.validateToken(token().slice(0, i), CALLER)).isNegative();
    }
    RetryTokens others = new RetryTokens(() -> true, () -> now);
    assertThat(others.validateToken(token(), CALLER)).isNegative();
  }

  private ByteBuf token() {
    ByteBuf token = Unpooled.buffer();
    assertThat(tokens.writeToken(token, Unpooled.wrappedBuffer(ID), CALLER)).isTrue();
    return token;
  }
}
