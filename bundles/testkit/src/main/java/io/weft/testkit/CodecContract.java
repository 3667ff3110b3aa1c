package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Codec;
import io.weft.exchange.PayloadException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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

/**
 * What every {@link Codec} keeps. A test class extends it and brings values that go round and bytes
 * that must be refused.
 */
public abstract class CodecContract {
  /** Random inputs for each type: enough to meet every first byte, quick enough for each build. */
  private static final int RANDOM_INPUTS = 1_000;

  private static final int THREADS = 8;
  private static final int ROUNDS = 100;

  /** A value and the type to read it as. */
  public record Sample(Object value, Type type) {}

  /** Bytes from outside and the type to read them as. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Hostile(byte[] bytes, Type type) {}

  /** The codec; the same one each time within a test. */
  protected abstract Codec codec();

  /** Values of all kinds that it takes, by a name for people. */
  protected abstract Map<String, Sample> samples();

  /**
   * Bytes that it refuses, by a name for people: at least {@code garbage}, {@code deep nesting}
   * (100,000 levels) and {@code huge number}.
   */
  protected abstract Map<String, Hostile> refused();

  /** Classes that it is not made for. */
  protected abstract List<Class<?>> strangers();

  /**
   * A public class with a public constructor without arguments, a {@link
   * java.util.function.Supplier} of a value. It and all classes whose names begin with its name
   * (that of the value among them) are loaded again by a throw-away class loader, as those of a
   * bundle that is updated are.
   */
  protected abstract Class<?> updated();

  @Test
  final void contentTypeIsAMediaType() {
    assertThat(codec().contentType()).matches("[a-z]+/[a-z0-9.+-]+");
  }

  @TestFactory
  final Stream<DynamicTest> valuesGoRound() {
    return tests(samples(), sample -> assertSame(sample, roundTrip(sample)));
  }

  @TestFactory
  final Stream<DynamicTest> classesOfValuesAreAccepted() {
    return tests(
        samples(), sample -> assertThat(codec().accepts(sample.value().getClass())).isTrue());
  }

  @Test
  final void strangersAreNotAccepted() {
    assertThat(strangers())
        .isNotEmpty()
        .allSatisfy(type -> assertThat(codec().accepts(type)).as(type.getName()).isFalse());
  }

  @TestFactory
  final Stream<DynamicTest> encodingTwiceGivesTheSameBytes() {
    return tests(
        samples(),
        sample ->
            assertThat(codec().encode(sample.value())).isEqualTo(codec().encode(sample.value())));
  }

  @TestFactory
  final Stream<DynamicTest> everyFormOfBufferIsRead() {
    return tests(
        samples(),
        sample -> {
          byte[] bytes = codec().encode(sample.value());
          for (ByteBuffer form : forms(bytes)) {
            assertSame(sample, codec().decode(form, sample.type()));
          }
        });
  }

  @Test
  @SuppressWarnings("NullAway") // what a careless caller does
  final void nullIsRefusedOrGoesRound() {
    byte[] bytes;
    try {
      bytes = codec().encode(null);
    } catch (PayloadException e) {
      return;
    }
    Type type = samples().values().iterator().next().type();
    assertThat(codec().decode(ByteBuffer.wrap(bytes), type)).isNull();
  }

  @TestFactory
  final Stream<DynamicTest> hostileBytesAreRefused() {
    assertThat(refused()).containsKeys("garbage", "deep nesting", "huge number");
    return tests(
        refused(),
        hostile ->
            assertThatThrownBy(
                    () -> codec().decode(ByteBuffer.wrap(hostile.bytes()), hostile.type()))
                .isInstanceOf(PayloadException.class)
                .hasMessageContaining(codec().contentType())
                .hasMessageContaining(hostile.type().getTypeName()));
  }

  @TestFactory
  final Stream<DynamicTest> truncatedBytesThrowNothingElse() {
    return tests(
        samples(),
        sample -> {
          byte[] bytes = codec().encode(sample.value());
          for (int length = 0; length < bytes.length; length++) {
            decodeOrRefuse(Arrays.copyOf(bytes, length), sample.type());
          }
        });
  }

  @TestFactory
  final Stream<DynamicTest> randomBytesThrowNothingElse() {
    return tests(
        samples(),
        sample -> {
          Random random = new Random(1);
          for (int i = 0; i < RANDOM_INPUTS; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            decodeOrRefuse(bytes, sample.type());
          }
        });
  }

  @TestFactory
  final Stream<DynamicTest> changedBytesThrowNothingElse() {
    return tests(
        samples(),
        sample -> {
          Random random = new Random(2);
          byte[] good = codec().encode(sample.value());
          for (int i = 0; i < RANDOM_INPUTS && good.length > 0; i++) {
            byte[] bytes = good.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            decodeOrRefuse(bytes, sample.type());
          }
        });
  }

  @Test
  final void unwritableValueIsRefusedByName() {
    Object stranger = new Thread(() -> {});

    assertThatThrownBy(() -> codec().encode(stranger))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(codec().contentType())
        .hasMessageContaining("java.lang.Thread");
  }

  @Test
  final void unreadableTypeIsRefusedByName() {
    assertThatThrownBy(() -> codec().decode(ByteBuffer.wrap(new byte[] {1}), Thread.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(codec().contentType())
        .hasMessageContaining("java.lang.Thread");
  }

  @Test
  final void manyThreadsShareIt() throws Exception {
    Codec shared = codec();
    List<Sample> samples = List.copyOf(samples().values());
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> roundTrips(shared, samples)));
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

  @Test
  final void classesOfAnUpdatedBundleAreLetGo() throws Exception {
    ThrowAwayLoader.assertLetGo(codec(), updated());
  }

  private static void roundTrips(Codec shared, List<Sample> samples) {
    for (int round = 0; round < ROUNDS; round++) {
      for (Sample sample : samples) {
        byte[] bytes = shared.encode(sample.value());
        Object decoded = shared.decode(ByteBuffer.wrap(bytes), sample.type());
        assertThat(shared.encode(decoded)).isEqualTo(bytes);
      }
    }
  }

  private Object roundTrip(Sample sample) {
    return codec().decode(ByteBuffer.wrap(codec().encode(sample.value())), sample.type());
  }

  private void decodeOrRefuse(byte[] bytes, Type type) {
    try {
      codec().decode(ByteBuffer.wrap(bytes), type);
    } catch (PayloadException e) {
      assertThat(e).hasMessageContaining(codec().contentType());
    }
  }

  private static void assertSame(Sample sample, Object decoded) {
    if (sample.value().equals(decoded)) {
      return; // what knows how to compare itself is believed, arrays and the like are not asked
    }
    assertThat(decoded)
        .usingRecursiveComparison()
        .withComparatorForType(Double::compare, Double.class)
        .withComparatorForType(Float::compare, Float.class)
        .isEqualTo(sample.value());
  }

  private static List<ByteBuffer> forms(byte[] bytes) {
    byte[] wide = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, wide, 3, bytes.length);
    ByteBuffer direct = ByteBuffer.allocateDirect(wide.length).put(wide);
    ByteBuffer wideDirect = direct.position(3).limit(3 + bytes.length);
    return List.of(
        ByteBuffer.wrap(wide, 3, bytes.length),
        ByteBuffer.wrap(wide, 3, bytes.length).slice(),
        ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
        wideDirect.duplicate(),
        wideDirect.asReadOnlyBuffer());
  }

  private static <T> Stream<DynamicTest> tests(Map<String, T> cases, Check<T> check) {
    return cases.entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> check.run(each.getValue())));
  }

  private interface Check<T> {
    void run(T value);
  }
}
