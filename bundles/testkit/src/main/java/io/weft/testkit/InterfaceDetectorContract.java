package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.netif.InterfaceDetector;
import io.weft.netif.InterfaceKind;
import io.weft.netif.NetInterface;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link InterfaceDetector} keeps. A test class extends it and says how to make a
 * detector and a change.
 */
public abstract class InterfaceDetectorContract {
  /** For a callback that must come: many times the longest poll a test would set. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Set<Thread> before = weftThreads();
  private InterfaceDetector detector;

  /** A detector of this machine's interfaces; it looks for changes every 20 ms or faster. */
  protected abstract InterfaceDetector detectorOfThisMachine() throws IOException;

  /**
   * A detector that sees what {@link #change} does: of a made-up machine, or of this one. It looks
   * for changes every 20 ms or faster.
   */
  protected abstract InterfaceDetector detectorOfChanges() throws IOException;

  /** Makes something change that {@link #detectorOfChanges} sees; each call changes it again. */
  protected abstract void change() throws IOException;

  /** Ends a detector, as its bundle would when it is stopped. */
  protected abstract void close(InterfaceDetector detector);

  @BeforeEach
  final void makeDetector() throws IOException {
    detector = detectorOfChanges();
  }

  @AfterEach
  final void leavesNoThread() {
    close(detector);
    Eventually.until("no thread is left", PATIENCE, () -> before.containsAll(weftThreads()));
  }

  @Test
  final void snapshotIsSane() throws IOException {
    InterfaceDetector here = detectorOfThisMachine();
    assertThat(here.usable()).isTrue();
    List<NetInterface> seen = here.interfaces();

    assertThat(seen).extracting(NetInterface::name).doesNotHaveDuplicates().doesNotContain("");
    assertThat(seen)
        .allSatisfy(
            nic -> {
              assertThat(nic.index()).isNotNegative();
              assertThat(nic.mtuBytes()).isNotNegative();
              assertThat(nic.kind()).isNotNull();
              nic.speedMbps().ifPresent(speed -> assertThat(speed).isPositive());
            });
    close(here);
  }

  @Test
  final void loopbackIsThere() throws IOException {
    InterfaceDetector here = detectorOfThisMachine();

    assertThat(here.interfaces())
        .anySatisfy(
            nic -> {
              assertThat(nic.kind()).isEqualTo(InterfaceKind.LOOPBACK);
              assertThat(nic.up()).isTrue();
              assertThat(nic.addresses()).anyMatch(InetAddress::isLoopbackAddress);
            });
    close(here);
  }

  @Test
  final void bestComesFirst() throws IOException {
    InterfaceDetector here = detectorOfThisMachine();

    Comparator<NetInterface> order =
        Comparator.comparing(NetInterface::kind)
            .thenComparing(nic -> -nic.speedMbps().orElse(0))
            .thenComparing(NetInterface::name);
    assertThat(here.interfaces()).isSortedAccordingTo(order);
    close(here);
  }

  @Test
  final void addressesHaveNoScope() throws IOException {
    InterfaceDetector here = detectorOfThisMachine();

    assertThat(here.interfaces())
        .flatExtracting(NetInterface::addresses)
        .filteredOn(address -> address instanceof Inet6Address)
        .allSatisfy(address -> assertThat(address.getHostAddress()).doesNotContain("%"));
    close(here);
  }

  @Test
  final void snapshotCannotBeChanged() throws IOException {
    List<NetInterface> seen = detector.interfaces();

    assertThatThrownBy(seen::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  final void changesAreTold() throws IOException {
    CountDownLatch told = new CountDownLatch(1);
    InterfaceDetector.Watch watch = detector.watch(told::countDown);
    change();

    await(told);
    watch.close();
  }

  @Test
  final void whatIsToldCanBeSeen() throws IOException {
    List<NetInterface> first = detector.interfaces();
    List<List<NetInterface>> seen = new ArrayList<>();
    CountDownLatch told = new CountDownLatch(1);
    InterfaceDetector.Watch watch =
        detector.watch(
            () -> {
              seen.add(snapshot());
              told.countDown();
            });
    change();

    await(told);
    watch.close();
    assertThat(seen.get(0)).isNotEqualTo(first);
  }

  @Test
  final void everyWatchIsTold() throws IOException {
    CountDownLatch told = new CountDownLatch(2);
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    InterfaceDetector.Watch one = detector.watch(() -> countOnce(first, told));
    InterfaceDetector.Watch two = detector.watch(() -> countOnce(second, told));
    change();

    await(told);
    one.close();
    two.close();
  }

  @Test
  final void failingCallbackDoesNotEndTheWatch() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch other = new CountDownLatch(2);
    InterfaceDetector.Watch failing =
        detector.watch(
            () -> {
              calls.incrementAndGet();
              throw new IllegalStateException("a callback that fails, on purpose");
            });
    InterfaceDetector.Watch healthy = detector.watch(other::countDown);

    change();
    Eventually.until("the first call", PATIENCE, () -> calls.get() >= 1 && other.getCount() <= 1);
    change();
    Eventually.until("the second call", PATIENCE, () -> calls.get() >= 2);
    await(other);
    failing.close();
    healthy.close();
  }

  @Test
  final void closedWatchIsNotTold() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(1);
    InterfaceDetector.Watch one = detector.watch(closed::incrementAndGet);
    InterfaceDetector.Watch two = detector.watch(open::countDown);
    one.close();
    one.close();
    change();

    await(open);
    two.close();
    assertThat(closed).hasValue(0);
  }

  @Test
  final void watchMayBeClosedByItsCallback() throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    InterfaceDetector.Watch[] watch = new InterfaceDetector.Watch[1];
    CountDownLatch ready = new CountDownLatch(1);
    watch[0] =
        detector.watch(
            () -> {
              calls.incrementAndGet();
              await(ready);
              watch[0].close();
              closed.countDown();
            });
    ready.countDown();
    change();

    await(closed);
    leavesNoThread();
    assertThat(calls).hasValue(1);
  }

  @Test
  final void lastWatchTakesItsThreadAlong() throws IOException {
    InterfaceDetector.Watch one = detector.watch(() -> {});
    InterfaceDetector.Watch two = detector.watch(() -> {});
    one.close();
    two.close();

    Eventually.until("no thread is left", PATIENCE, () -> before.containsAll(weftThreads()));
  }

  @Test
  final void canBeWatchedAgain() throws IOException {
    detector.watch(() -> {}).close();
    CountDownLatch told = new CountDownLatch(1);
    InterfaceDetector.Watch watch = detector.watch(told::countDown);
    change();

    await(told);
    watch.close();
  }

  @Test
  final void closingTheDetectorEndsItsWatches() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    detector.watch(calls::incrementAndGet);
    close(detector);
    Eventually.until("no thread is left", PATIENCE, () -> before.containsAll(weftThreads()));
    change();

    assertThat(calls).hasValue(0);
  }

  private List<NetInterface> snapshot() {
    try {
      return detector.interfaces();
    } catch (IOException e) {
      throw new AssertionError("the detector does not answer", e);
    }
  }

  private static void countOnce(AtomicInteger calls, CountDownLatch told) {
    if (calls.incrementAndGet() == 1) {
      told.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
          .as("called back within %s", PATIENCE)
          .isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static Set<Thread> weftThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("weft-"))
        .collect(Collectors.toSet());
  }
}
