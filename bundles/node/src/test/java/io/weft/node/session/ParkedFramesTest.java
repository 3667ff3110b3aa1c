package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ParkedFramesTest {
  private final List<Frame> sent = new ArrayList<>();
  private boolean linked;
  private final ParkedFrames parked =
      new ParkedFrames(
          (frame, call) -> {
            if (linked) {
              sent.add(frame);
            }
            return linked;
          });

  private static Frame frame(int number) {
    return Frame.of(new byte[] {(byte) number});
  }

  @Test
  void whatWaitsLeavesInOrderWhenThereIsALink() {
    Frame one = frame(1);
    Frame two = frame(2);
    parked.add(one, null, 10);
    parked.add(two, null, 10);
    assertThat(sent).isEmpty();

    linked = true;
    parked.flush();

    assertThat(sent).containsExactly(one, two);
    assertThat(parked.isEmpty()).isTrue();
  }

  @Test
  void newcomersDoNotOvertake() {
    Frame one = frame(1);
    Frame two = frame(2);
    parked.add(one, null, 10);
    linked = true;
    parked.add(two, null, 10);
    assertThat(sent).isEmpty();

    parked.flush();

    assertThat(sent).containsExactly(one, two);
  }

  @Test
  void whatIsTooLateIsDropped() {
    Frame late = frame(1);
    Frame inTime = frame(2);
    parked.add(late, null, 10);
    parked.add(inTime, null, 30);
    parked.expire(20);
    linked = true;
    parked.flush();

    assertThat(sent).containsExactly(inTime);
  }

  @Test
  void theSweepDoesNotWaitForASlowLink() throws Exception {
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    ParkedFrames behindASlowLink =
        new ParkedFrames(
            (frame, call) -> {
              if (slow.get()) {
                sending.countDown();
                await(goOn);
              }
              return slow.get();
            });
    behindASlowLink.add(frame(1), null, 10);
    slow.set(true);
    Thread flushing = new Thread(behindASlowLink::flush);
    flushing.start();
    await(sending);

    CompletableFuture.runAsync(() -> behindASlowLink.expire(20)).get(10, TimeUnit.SECONDS);

    goOn.countDown();
    flushing.join();
    assertThat(behindASlowLink.isEmpty()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void thereIsABound() {
    for (int i = 0; i < ParkedFrames.MAX_FRAMES; i++) {
      assertThat(parked.add(frame(i), null, 10)).isTrue();
    }
    assertThat(parked.add(frame(0), null, 10)).isFalse();
  }
}
