package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Without a fault it is a transport like any other; with one it does what the fault says. */
class FaultyTransportTest extends TransportContract {

  private final MemoryHub hub = new MemoryHub();
  private final Faults faults = new Faults();

  @Override
  protected Transport transport(Identity identity) {
    return new FaultyTransport(new MemoryTransport(identity, hub), faults);
  }

  @Override
  protected URI listenAddress() {
    return URI.create("mem://listener:0");
  }

  @Override
  protected Identity member(String name) {
    return KeptIdentity.of(name, "anna", "ben", "carl");
  }

  @Override
  protected Identity stranger(String name) {
    return KeptIdentity.of(name, "eve");
  }

  @Override
  protected Optional<URI> silentAddress() {
    return Optional.of(hub.silentAddress());
  }

  @Test
  void pausedLinkIsABlackHoleAndThenGoesOn() throws Exception {
    LinkPair pair = pair();
    faults.pause();
    pair.dialled().send(Frame.of(new byte[1]));
    pair.accepted().send(Frame.of(new byte[2]));
    pair.accepted().close();
    Eventually.until("it closed at its end", WITHIN, pair.atListener()::isClosed);
    assertThat(pair.atDialler().isClosed()).isFalse();
    assertThat(pair.atDialler().count() + pair.atListener().count()).isZero();

    faults.resume();
    Eventually.until("the close arrives", WITHIN, pair.atDialler()::isClosed);
    assertThat(pair.atDialler().count()).isEqualTo(1);
  }

  @Test
  void delayedFramesKeepTheirOrder() throws Exception {
    LinkPair pair = pair();
    faults.delay(Duration.ofMillis(50));
    long start = System.nanoTime();
    pair.dialled().send(Frame.of(new byte[1]));
    faults.delay(Duration.ZERO);
    pair.dialled().send(Frame.of(new byte[2]));
    Eventually.until("both are there", WITHIN, () -> pair.atListener().count() == 2);
    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(50).toNanos());
    assertThat(pair.atListener().frames().get(0)).hasSize(1);
  }

  @Test
  void cutClosesBothEndsAndLosesWhatIsHeld() throws Exception {
    LinkPair pair = pair();
    faults.pause();
    pair.dialled().send(Frame.of(new byte[1]));
    faults.cut();
    faults.resume();
    Eventually.until("dialler told", WITHIN, pair.atDialler()::isClosed);
    Eventually.until("listener told", WITHIN, pair.atListener()::isClosed);
    assertThat(pair.atListener().count()).isZero();
    assertThat(pair.atDialler().closings().get(0).orElseThrow()).hasMessageContaining("cut");
  }

  @Test
  void dialsAreDroppedRefusedAndHeld() throws Exception {
    Transport anna = started(member("anna"));
    try (Listener listener = started(member("ben")).listen(listenAddress(), OPTIONS, new Door())) {
      faults.dropDials(true);
      assertThatThrownBy(() -> dial(anna, listener.address(), OPTIONS))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(LinkRefusedException.class);
      faults.dropDials(false);
      faults.refuseDials(true);
      assertThatThrownBy(() -> dial(anna, listener.address(), OPTIONS))
          .isInstanceOf(LinkRefusedException.class);
      faults.refuseDials(false);
      faults.pause();
      LinkOptions hasty = new LinkOptions(1024, 1, Duration.ofMillis(50), true);
      assertThatThrownBy(() -> dial(anna, listener.address(), hasty)).hasMessageContaining("50 ms");
      faults.resume();
      dial(anna, listener.address(), OPTIONS);
    }
  }

  private LinkPair pair() throws IOException {
    return LinkPair.of(
        started(member("anna")),
        new MemoryTransport(member("ben"), hub),
        listenAddress(),
        OPTIONS,
        OPTIONS,
        Inbox.keeping(),
        Inbox.keeping());
  }

  private static void dial(Transport transport, URI address, LinkOptions options)
      throws IOException {
    transport.dial(address, Expectation.anyone(Lane.CALLS), options, Inbox.keeping());
  }
}
