package io.weft.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what Netty says of buffers and engines that were forgotten, so that a test can fail. */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {

  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  /** Made by Netty, by the name in a system property. */
  public LeakRecorder(Class<?> type, int samplingInterval) {
    super(type, samplingInterval);
  }

  /** The older form of the same, which Netty looks for too. */
  public LeakRecorder(Class<?> type, int samplingInterval, long maxActive) {
    super(type, samplingInterval);
  }

  /** Fails if something was forgotten and has been collected since. */
  static void assertNothingWasForgotten() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      ByteBufAllocator.DEFAULT.directBuffer(1).release(); // the detector looks when one is made
    }
    assertThat(LEAKS).isEmpty();
  }

  @Override
  protected void reportTracedLeak(String type, String records) {
    LEAKS.add(type + records);
  }

  @Override
  protected void reportUntracedLeak(String type) {
    LEAKS.add(type);
  }
}
