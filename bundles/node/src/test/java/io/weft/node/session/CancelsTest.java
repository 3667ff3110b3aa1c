package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.netif.InterfaceKind;
import io.weft.node.session.HandMade.Wire;
import io.weft.transport.Transport;
import io.weft.v1.Cancel;
import io.weft.v1.NodeMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That nobody waits any more, on the wire. */
class CancelsTest {
  private final HandMade made = new HandMade();
  private Wire wire;

  @BeforeEach
  void linked() {
    made.session.greeted(1, 1 << 20, true);
    made.session.speaks(3);
    wire = made.new Wire(new Medium(InterfaceKind.ETHERNET, "eth0", 1000), Transport.USUAL_COST);
    wire.answerAfter(Duration.ofMillis(1));
  }

  private Ask submitted() {
    Ask ask = new Ask();
    assertThat(made.session.submit(ask, Long.MAX_VALUE)).isEqualTo(Session.Refusal.NONE);
    return ask;
  }

  private List<Long> cancelled() {
    return wire.heard(NodeMessage::hasCancel).stream().map(NodeMessage::getMessageId).toList();
  }

  private void say(long id) {
    wire.say(NodeMessage.newBuilder().setMessageId(id).setCancel(Cancel.getDefaultInstance()));
  }

  @Test
  void thePeerIsToldOnceOnTheLinkThatCarriedTheRequest() {
    Ask ask = submitted();

    assertThat(made.session.abandon(ask)).isTrue();
    assertThat(made.session.abandon(ask)).as("nobody waited any more").isFalse();

    assertThat(cancelled()).containsExactly(ask.messageId());
    assertThat(made.session.waiting()).isFalse();
  }

  @Test
  void anOlderPeerIsNotTold() {
    made.session.speaks(2);

    made.session.abandon(submitted());

    assertThat(cancelled()).isEmpty();
  }

  @Test
  void whatNeverWentOutIsNotCancelled() {
    wire.breakOff();
    Ask parked = submitted();

    made.session.abandon(parked);
    linked();

    assertThat(wire.heard(NodeMessage::hasCancel)).isEmpty();
  }

  @Test
  void whenItsLinkIsGoneAnotherTellsIt() {
    Ask ask = submitted();
    Wire other = made.new Wire(new Medium(InterfaceKind.WIFI, "wlan0", 100), Transport.USUAL_COST);
    other.answerAfter(Duration.ofMillis(1));
    wire.link.letGo();

    made.session.abandon(ask);

    assertThat(cancelled()).isEmpty();
    assertThat(other.heard(NodeMessage::hasCancel)).hasSize(1);
  }

  @Test
  void unknownIdsAreIgnored() {
    for (long id : new long[] {0, 1, 65_536, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      say(id);
    }
    Ask ask = submitted();

    assertThat(ask.ending()).isEmpty();
    assertThat(wire.link.usable()).isTrue();
  }

  @Test
  void onlyTheRequestOfThisIdIsCancelledNotTheOneBeforeInItsSlot() {
    AtomicInteger cancelled = new AtomicInteger();
    PeerRequests.Running running = running(5 + 65_536, cancelled);
    made.session.requests().running(running);

    say(5);
    assertThat(cancelled).hasValue(0);
    say(5 + 65_536);
    say(5 + 65_536);
    assertThat(cancelled).hasValue(1);
    made.session.requests().running(running);
    made.session.requests().stopped(running);
    say(5 + 65_536);
    assertThat(cancelled).hasValue(1);
  }

  private static PeerRequests.Running running(long id, AtomicInteger cancelled) {
    return new PeerRequests.Running() {
      @Override
      public long messageId() {
        return id;
      }

      @Override
      public void cancel() {
        cancelled.incrementAndGet();
      }
    };
  }

  @Test
  void aPeerThatHasRestartedWaitsForNothing() {
    AtomicInteger cancelled = new AtomicInteger();
    for (int id = 1; id <= 1000; id++) {
      made.session.requests().running(running(id, cancelled));
    }

    made.session.greeted(2, 1 << 20, true);

    assertThat(cancelled).hasValue(1000);
  }

  @Test
  void aFloodOfCancelsForNothingHoldsNobodyUp() {
    for (int i = 0; i < 100_000; i++) {
      say(i);
    }

    assertThat(wire.link.usable()).isTrue();
    assertThat(made.session.waiting()).isFalse();
  }
}
