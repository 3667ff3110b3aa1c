package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Compression;
import io.weft.exchange.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every {@link Compression} keeps. A test class extends it and says which one it is. */
public abstract class CompressionContract {
  private static final int RANDOM_INPUTS = 2_000;
  private static final int THREADS = 8;
  private static final int ROUNDS = 100;

  /** Bytes behind what may be written, which must stay as they are. */
  private static final int MARGIN = 64;

  private static final byte MARK = 0x5a;

  /** It; the same one each time within a test. */
  protected abstract Compression compression();

  /** Bytes of all kinds, by a name for people. */
  private static Map<String, byte[]> samples() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("one byte", new byte[] {7});
    all.put("zeros", new byte[100_000]);
    all.put("text", text(64 * 1024));
    all.put("a short text", text(200));
    all.put("noise", noise(64 * 1024));
    all.put("a megabyte", text(1 << 20));
    return all;
  }

  /** Text as a program writes it, the same each time. */
  public static byte[] text(int bytes) {
    StringBuilder text = new StringBuilder();
    Random random = new Random(3);
    for (int i = 0; text.length() < bytes; i++) {
      text.append("{\"id\":").append(i).append(",\"name\":\"lamp ").append(random.nextInt(1000));
      text.append("\",\"level\":0.").append(random.nextInt(100_000)).append(",\"on\":true},");
    }
    return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), bytes);
  }

  /** What nothing makes smaller, the same each time. */
  public static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(4).nextBytes(noise);
    return noise;
  }

  @Test
  final void nameIsOneThatNodesTakeInTheirHello() {
    assertThat(compression().name()).matches("[a-z0-9]{1,32}");
  }

  @TestFactory
  final Stream<DynamicTest> bytesGoRound() {
    return samples().entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () ->
                        assertThat(roundTrip(compression(), each.getValue()))
                            .isEqualTo(each.getValue())));
  }

  @Test
  final void textBecomesSmaller() {
    byte[] text = text(64 * 1024);

    assertThat(pack(compression(), text)).hasSizeLessThan(text.length / 2);
  }

  @Test
  final void whatDoesNotFitIsLeft() {
    byte[] noise = noise(10_000);
    byte[] text = text(10_000);

    assertThat(compression().compress(noise, noise.length, new byte[noise.length], 9_000))
        .isEqualTo(-1);
    assertThat(compression().compress(text, text.length, new byte[text.length], 10)).isEqualTo(-1);
    assertThat(roundTrip(compression(), text)).isEqualTo(text);
  }

  @Test
  final void nothingIsWrittenBehindTheBounds() {
    byte[] text = text(10_000);
    byte[] packed = marked(text.length + MARGIN);
    int most = text.length;
    int length = compression().compress(text, text.length, packed, most);
    assertThat(length).isPositive();
    byte[] whole = marked(text.length + MARGIN);
    compression().decompress(packed, length, whole, text.length);

    assertThat(Arrays.copyOfRange(packed, most, packed.length)).containsOnly(MARK);
    assertThat(Arrays.copyOfRange(whole, text.length, whole.length)).containsOnly(MARK);
    byte[] small = marked(100 + MARGIN);
    assertThatThrownBy(() -> compression().decompress(packed, length, small, 100))
        .isInstanceOf(PayloadException.class);
    assertThat(Arrays.copyOfRange(small, 100, small.length)).containsOnly(MARK);
  }

  private static byte[] marked(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, MARK);
    return bytes;
  }

  @Test
  final void anotherSizeIsRefused() {
    byte[] text = text(5_000);
    byte[] packed = pack(compression(), text);

    for (int size : List.of(1, text.length - 1, text.length + 1, 10 * text.length)) {
      assertThatThrownBy(
              () -> compression().decompress(packed, packed.length, new byte[size], size))
          .as("%d in place of %d", size, text.length)
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining(compression().name());
    }
  }

  @Test
  final void damagedBytesThrowNothingElse() {
    byte[] text = text(4_000);
    byte[] packed = pack(compression(), text);
    Random random = new Random(5);
    for (int i = 0; i < RANDOM_INPUTS; i++) {
      byte[] bad = packed.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      undoOrRefuse(bad, random.nextInt(bad.length + 1), text.length);
      byte[] noise = new byte[1 + random.nextInt(200)];
      random.nextBytes(noise);
      undoOrRefuse(noise, noise.length, 1 + random.nextInt(10_000));
    }
  }

  private void undoOrRefuse(byte[] packed, int length, int size) {
    try {
      compression().decompress(packed, length, new byte[size], size);
    } catch (PayloadException e) {
      assertThat(e).hasMessageContaining(compression().name());
    }
  }

  @Test
  final void manyThreadsShareIt() throws Exception {
    Compression shared = compression();
    byte[] text = text(20_000);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < ROUNDS; round++) {
                    assertThat(roundTrip(shared, text)).isEqualTo(text);
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("many threads", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** The compressed bytes. */
  protected static byte[] pack(Compression by, byte[] bytes) {
    byte[] packed = new byte[bytes.length + bytes.length / 8 + 64];
    int length = by.compress(bytes, bytes.length, packed, packed.length);
    assertThat(length).isPositive();
    return Arrays.copyOf(packed, length);
  }

  private static byte[] roundTrip(Compression by, byte[] bytes) {
    byte[] packed = pack(by, bytes);
    byte[] whole = new byte[bytes.length];
    by.decompress(packed, packed.length, whole, whole.length);
    return whole;
  }
}
