package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.netif.InterfaceKind;
import io.weft.node.session.HandMade.Wire;
import io.weft.node.wire.ResponseWire;
import io.weft.transport.Frame;
import io.weft.transport.Transport;
import io.weft.v1.Failure;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links of a session that break while requests and answers are on them. */
class BrokenLinksTest {

  private final HandMade made = new HandMade();

  @BeforeEach
  void peerRemembers() {
    made.session.greeted(1, 1 << 20, true);
  }

  private Wire wire(String name, int speedMbps) {
    Wire wire =
        made.new Wire(new Medium(InterfaceKind.ETHERNET, name, speedMbps), Transport.USUAL_COST);
    wire.answerAfter(Duration.ofMillis(1));
    return wire;
  }

  private static long requests(Wire wire, Ask ask) {
    return wire.heard(m -> m.hasRequest() && m.getMessageId() == ask.messageId()).size();
  }

  /** Answers request 77, which came by this link at first. */
  private void answer(Wire asked) {
    made.session.answer(
        77,
        Frame.of(ResponseWire.failure(77, Failure.APPLICATION, "code", "text")),
        asked.link,
        Long.MAX_VALUE);
  }

  private static long answers(Wire wire) {
    return wire.heard(m -> m.hasResponse() && m.getMessageId() == 77).size();
  }

  @Test
  void aRequestThatABrokenLinkCarriedGoesAgainOnAnother() {
    Wire spare = wire("spare", 1_000);
    Wire fast = wire("fast", 10_000);
    Ask ask = new Ask();
    made.session.submit(ask, Long.MAX_VALUE);
    assertThat(requests(fast, ask)).isOne();

    fast.breakOff();

    assertThat(requests(spare, ask)).isOne();
    assertThat(ask.ending()).isEmpty();
  }

  /** Its answer had to come by another one, and may have been on that when it broke. */
  @Test
  void aRequestWhoseLinkHasFinishedGoesAgainWhenAnotherOneBreaks() {
    Wire first = wire("first", 1_000);
    Ask ask = new Ask();
    made.session.submit(ask, Long.MAX_VALUE);
    Wire second = wire("second", 10_000);
    first.finish();
    Wire third = wire("third", 1_000);
    assertThat(made.used()).isEqualTo("second");

    second.breakOff();

    assertThat(requests(first, ask)).isOne();
    assertThat(requests(third, ask)).isOne();
    assertThat(ask.ending()).isEmpty();
  }

  @Test
  void aRequestOnALinkThatWorksIsNotSentAgain() {
    Wire fast = wire("fast", 10_000);
    Ask ask = new Ask();
    made.session.submit(ask, Long.MAX_VALUE);
    Wire spare = wire("spare", 1_000);

    spare.breakOff();

    assertThat(requests(fast, ask)).isOne();
  }

  /** Whoever asked must not hear that nothing has run, and nobody else may be asked. */
  @Test
  void aRequestThatWaitsToBeSentAgainMayHaveRun() {
    Wire fast = wire("fast", 10_000);
    Ask ask = new Ask();
    made.session.submit(ask, Long.MAX_VALUE);
    wire("full", 1_000).link.haltRequests();
    fast.breakOff();
    assertThat(ask.ending()).isEmpty();

    made.session.giveUpWaiting("its node is away");

    assertThat(ask.ending()).isEqualTo("perhaps run, lost: its node is away");
  }

  @Test
  void aRequestThatWaitsToBeSentAgainIsNotForTheNextProcess() {
    Wire fast = wire("fast", 10_000);
    Ask ask = new Ask();
    made.session.submit(ask, Long.MAX_VALUE);
    wire("full", 1_000).link.haltRequests();
    fast.breakOff();

    made.session.greeted(2, 1 << 20, true);
    Wire restarted = wire("restarted", 10_000);

    assertThat(ask.ending()).startsWith("perhaps run, lost: ").endsWith("the peer has restarted");
    assertThat(requests(restarted, ask)).isZero();
  }

  @Test
  void aRequestThatNoLinkHasTakenWasNotSent() {
    Ask ask = new Ask();
    made.session.submit(ask, Long.MAX_VALUE);

    made.session.giveUpWaiting("its node is away");

    assertThat(ask.ending()).isEqualTo("not sent, lost: its node is away");
  }

  @Test
  void theAnswerTakesTheWayThatItsRequestCameLast() {
    Wire dead = wire("dead", 10_000);
    Wire alive = wire("alive", 1_000);
    PeerRequests requests = made.session.requests();
    requests.arrived(77);
    requests.arrived(77);
    assertThat(requests.answerOf(77, alive.link)).isNull();

    answer(dead);

    assertThat(answers(dead)).isZero();
    assertThat(answers(alive)).isOne();
  }

  @Test
  void theAnswerTakesTheWayThatItsRequestCame() {
    Wire asked = wire("asked", 1_000);
    Wire better = wire("better", 10_000);
    made.session.requests().arrived(77);

    answer(asked);

    assertThat(answers(asked)).isOne();
    assertThat(answers(better)).isZero();
  }
}
