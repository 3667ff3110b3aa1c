package io.weft.node.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Codec;
import io.weft.exchange.Encoded;
import io.weft.exchange.PayloadException;
import io.weft.node.wire.ContentType;
import io.weft.testkit.Eventually;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CodecsTest {
  private static final ContentType TEXT = ContentType.of("text/plain");

  private final Codecs codecs = new Codecs();
  private Thread waiting = Thread.currentThread();

  /** Text as UTF-8, with a prefix that tells codecs apart. */
  private static class TextCodec implements Codec {
    private final String prefix;

    TextCodec(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public String contentType() {
      return TEXT.name();
    }

    @Override
    public boolean accepts(Class<?> type) {
      return type == String.class;
    }

    @Override
    public byte[] encode(Object value) {
      return (prefix + value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object decode(ByteBuffer bytes, Type type) {
      return prefix + StandardCharsets.UTF_8.decode(bytes);
    }
  }

  private <T> CompletableFuture<T> onAnotherThread(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    waiting = new Thread(() -> result.completeAsync(work, Runnable::run));
    waiting.setDaemon(true);
    waiting.start();
    return result;
  }

  private void untilItWaits() {
    Eventually.until(
        "it waits", Duration.ofSeconds(5), () -> waiting.getState() == Thread.State.TIMED_WAITING);
  }

  private static String text(Encoded encoded) {
    return new String(encoded.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void valueWaitsForACodecThatIsBeingUpdated() throws Exception {
    Codec old = new TextCodec("old ");
    codecs.add(old, 0);
    assertThat(text(codecs.encode("a", Optional.empty()))).isEqualTo("old a");
    codecs.remove(old);
    CompletableFuture<Encoded> encoded =
        onAnotherThread(() -> codecs.encode("a", Optional.empty()));
    untilItWaits();
    codecs.add(new TextCodec("new "), 0);
    assertThat(text(encoded.get(5, TimeUnit.SECONDS))).isEqualTo("new a");
  }

  @Test
  void bytesWaitForACodecThatIsBeingUpdated() throws Exception {
    Codec old = new TextCodec("old ");
    codecs.add(old, 0);
    codecs.remove(old);
    CompletableFuture<Object> decoded =
        onAnotherThread(() -> codecs.decode(TEXT, new byte[] {'a'}, String.class));
    untilItWaits();
    codecs.add(new TextCodec("new "), 0);
    assertThat(decoded.get(5, TimeUnit.SECONDS)).isEqualTo("new a");
  }

  @Test
  void codecWhoseBundleGoesWhileItWorksIsReplaced() throws Exception {
    TextCodec dying =
        new TextCodec("") {
          @Override
          public byte[] encode(Object value) {
            codecs.remove(this);
            throw new NoClassDefFoundError("of a bundle that is gone");
          }
        };
    codecs.add(dying, 0);
    CompletableFuture<Encoded> encoded =
        onAnotherThread(() -> codecs.encode("a", Optional.empty()));
    untilItWaits();
    codecs.add(new TextCodec("new "), 0);
    assertThat(text(encoded.get(5, TimeUnit.SECONDS))).isEqualTo("new a");
  }

  @Test
  void codecThatWasNeverThereIsNotWaitedFor() {
    codecs.add(new TextCodec(""), 0);
    assertThatThrownBy(() -> codecs.encode(7, Optional.empty()))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("no codec takes a java.lang.Integer; installed: text/plain");
    assertThatThrownBy(
            () -> codecs.decode(ContentType.of("text/html"), new byte[] {'a'}, String.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("no codec for text/html is installed here");
  }
}
